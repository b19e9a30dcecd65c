// Removed with the first pass of each library.
