# Turns text files into C++: one {"name", R"(text)"} initializer per file.
#   cmake -DOUTPUT=out.inc -DINPUTS="a.mlir;b.mlir" -P EmbedText.cmake
set(content "")
foreach(input IN LISTS INPUTS)
  get_filename_component(name ${input} NAME)
  file(READ ${input} text)
  string(APPEND content "{\"${name}\", R\"fsdp(${text})fsdp\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${content}")
