# corpus_torch.py - tiny models of transformers, timm and torchvision
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The PyTorch models of model_corpus.py, from the libraries' own configuration classes."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from corpus_registry import VOCABULARY, Case, case


# ------------------------------------------------------------------ losses and batches
def token_loss(logits: Tensor, targets: Tensor) -> Tensor:
    return nn.functional.cross_entropy(logits.flatten(0, -2), targets.flatten())


def tokens(length: int, rows: int = 2, **more):
    def draw(generator):
        ids = torch.randint(0, VOCABULARY, (rows, length + 1), generator=generator)
        return {"tokens": ids[:, :-1].contiguous(), "targets": ids[:, 1:].contiguous(),
                **{n: f(generator) for n, f in more.items()}}
    return draw


def images(size: int, rows: int = 2, classes: int = 5):
    return lambda g: {"image": torch.randn(rows, 3, size, size, generator=g),
                      "label": torch.randint(0, classes, (rows,), generator=g)}


def causal(model: nn.Module, blocks: str, length: int = 10, optimizer: str = "AdamW") -> Case:
    """A decoder of transformers: next-token cross entropy."""
    return Case(model, lambda m, ids, targets: token_loss(m(input_ids=ids, use_cache=False).logits, targets),
                tokens(length), [blocks], optimizer)


def classifier(model: nn.Module, size: int, groups: list, rows: int = 2, optimizer: str = "SGD") -> Case:
    def loss(m, image, label):
        out = m(image)
        return nn.functional.cross_entropy(out.logits if hasattr(out, "logits") else out, label)
    return Case(model, loss, images(size, rows), groups, optimizer)


def hf(name: str):
    import transformers
    return getattr(transformers, name)


def config(name: str, **more):
    common = {"vocab_size": VOCABULARY, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
              "num_attention_heads": 4, "max_position_embeddings": 32, "pad_token_id": 0, "bos_token_id": 1,
              "eos_token_id": 2, "attn_implementation": "eager"}
    return hf(name)(**{**common, **more})


# ------------------------------------------------------------------ decoders
@case
def llama_grouped_heads():
    return causal(hf("LlamaForCausalLM")(config("LlamaConfig", num_key_value_heads=2)), r"layers\.\d+\.")


@case
def llama_sdpa():
    return causal(hf("LlamaForCausalLM")(config("LlamaConfig", num_key_value_heads=2, attn_implementation="sdpa",
                                                tie_word_embeddings=True)), r"layers\.\d+\.")


@case
def mistral_sliding_window():
    return causal(hf("MistralForCausalLM")(config("MistralConfig", num_key_value_heads=2, sliding_window=4)),
                  r"layers\.\d+\.")


@case
def gemma2_soft_caps():
    return causal(hf("Gemma2ForCausalLM")(config("Gemma2Config", num_key_value_heads=2, head_dim=4, sliding_window=4)),
                  r"layers\.\d+\.", optimizer="SGD")


@case
def qwen3():
    return causal(hf("Qwen3ForCausalLM")(config("Qwen3Config", num_key_value_heads=2, head_dim=4)), r"layers\.\d+\.")


@case
def gpt2():
    return causal(hf("GPT2LMHeadModel")(hf("GPT2Config")(
        vocab_size=VOCABULARY, n_positions=16, n_embd=16, n_layer=2, n_head=2, resid_pdrop=0, embd_pdrop=0,
        attn_pdrop=0, attn_implementation="eager")), r"h\.\d+\.")


@case
def gpt_neox():
    return causal(hf("GPTNeoXForCausalLM")(config("GPTNeoXConfig", rotary_pct=0.5)), r"layers\.\d+\.")


@case
def bloom_alibi():
    return causal(hf("BloomForCausalLM")(hf("BloomConfig")(vocab_size=VOCABULARY, hidden_size=16, n_layer=2, n_head=4,
                                                           attn_implementation="eager")), r"h\.\d+\.")


@case
def opt():
    return causal(hf("OPTForCausalLM")(config("OPTConfig", ffn_dim=24, word_embed_proj_dim=16, dropout=0.0)),
                  r"layers\.\d+\.")


@case
def falcon_multi_query():
    return causal(hf("FalconForCausalLM")(config("FalconConfig", hidden_dropout=0.0, attention_dropout=0.0)),
                  r"h\.\d+\.", optimizer="SGD")


# ------------------------------------------------------------------ experts and state space
@case
def mixtral_experts():
    return causal(hf("MixtralForCausalLM")(config(
        "MixtralConfig", num_key_value_heads=2, num_local_experts=4, num_experts_per_tok=2,
        experts_implementation="batched_mm")), r"layers\.\d+\.", optimizer="SGD")


def experts(width: int, hidden: int, layers: int):
    """Top-2 routing over stacked experts, by hand: what libraries do with loops over data, on static shapes."""
    class Experts(nn.Module):
        def __init__(self, count=4):
            super().__init__()
            self.gate = nn.Linear(width, count, bias=False)
            self.up = nn.Parameter(torch.randn(count, width, hidden) * 0.2)
            self.down = nn.Parameter(torch.randn(count, hidden, width) * 0.2)

        def forward(self, x):
            weights, chosen = torch.topk(self.gate(x).softmax(-1), 2)
            weights = weights / weights.sum(-1, keepdim=True)
            share = x.new_zeros(*x.shape[:-1], self.gate.out_features).scatter(-1, chosen, weights)
            each = torch.einsum("bld,edh->belh", x, self.up)
            each = torch.einsum("belh,ehd->beld", nn.functional.silu(each), self.down)
            return x + torch.einsum("beld,ble->bld", each, share)
    blocks = [Experts() for _ in range(layers)]
    model = nn.Sequential(nn.Embedding(VOCABULARY, width), *blocks, nn.Linear(width, VOCABULARY))
    return model, lambda m, ids, targets: token_loss(m(ids), targets), tokens(8), blocks


@case
def mixture_of_experts():
    return Case(*experts(width=12, hidden=20, layers=2), "SGD")


@case
def deepseek_latent_attention():
    return causal(hf("DeepseekV3ForCausalLM")(config(
        "DeepseekV3Config", num_key_value_heads=4, n_routed_experts=4, num_experts_per_tok=2, moe_intermediate_size=8,
        n_group=2, topk_group=1, q_lora_rank=8, kv_lora_rank=8, qk_rope_head_dim=4, qk_nope_head_dim=4, v_head_dim=4,
        first_k_dense_replace=1, n_shared_experts=1, experts_implementation="batched_mm")), r"layers\.\d+\.",
        optimizer="SGD")


@case
def rwkv_token_shift():
    return causal(hf("RwkvForCausalLM")(hf("RwkvConfig")(
        vocab_size=VOCABULARY, context_length=8, hidden_size=16, num_hidden_layers=2, attention_hidden_size=16,
        intermediate_size=24)), r"blocks\.\d+\.", length=5, optimizer="SGD")


@case
def mamba2():
    return causal(hf("Mamba2ForCausalLM")(hf("Mamba2Config")(
        vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_heads=4, head_dim=8, state_size=4, n_groups=1,
        conv_kernel=3, chunk_size=4, expand=2)), r"layers\.\d+\.", optimizer="SGD")


@case
def mamba():
    return causal(hf("MambaForCausalLM")(hf("MambaConfig")(
        vocab_size=VOCABULARY, hidden_size=8, state_size=4, num_hidden_layers=2, time_step_rank=2, conv_kernel=3,
        use_mambapy=False)), r"layers\.\d+\.", length=6)


# ------------------------------------------------------------------ encoders
@case
def bert_masked():
    model = hf("BertForMaskedLM")(config("BertConfig", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0))

    def loss(m, ids, targets, mask):
        return token_loss(m(input_ids=ids, attention_mask=mask).logits, targets)
    return Case(model, loss, tokens(9, mask=lambda g: (torch.rand(2, 9, generator=g) > 0.2).long()),
                [r"layer\.\d+\."])


@case
def distilbert():
    model = hf("DistilBertForMaskedLM")(hf("DistilBertConfig")(
        vocab_size=VOCABULARY, max_position_embeddings=16, n_layers=2, n_heads=2, dim=16, hidden_dim=24, dropout=0.0,
        attention_dropout=0.0, attn_implementation="eager"))
    return Case(model, lambda m, ids, t: token_loss(m(input_ids=ids).logits, t), tokens(8), [r"layer\.\d+\."])


@case
def modernbert():
    model = hf("ModernBertForMaskedLM")(config(
        "ModernBertConfig", local_attention=4, global_attn_every_n_layers=2, cls_token_id=1, sep_token_id=2))
    return Case(model, lambda m, ids, t: token_loss(m(input_ids=ids).logits, t), tokens(8), [r"layers\.\d+\."])


# ------------------------------------------------------------------ encoder-decoder
@case
def t5():
    model = hf("T5ForConditionalGeneration")(hf("T5Config")(
        vocab_size=VOCABULARY, d_model=16, d_kv=4, d_ff=24, num_layers=2, num_heads=4, dropout_rate=0.0,
        relative_attention_num_buckets=8, decoder_start_token_id=0))

    def loss(m, ids, targets, source):
        return token_loss(m(input_ids=source, decoder_input_ids=ids, use_cache=False).logits, targets)
    draw = tokens(7, source=lambda g: torch.randint(0, VOCABULARY, (2, 9), generator=g))
    return Case(model, loss, draw, [r"(encoder|decoder)\.block\.\d+\."], "SGD")


@case
def bart():
    model = hf("BartForConditionalGeneration")(hf("BartConfig")(
        vocab_size=VOCABULARY, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=16, dropout=0.0,
        attn_implementation="eager"))

    def loss(m, ids, targets, source):
        return token_loss(m(input_ids=source, decoder_input_ids=ids, use_cache=False).logits, targets)
    draw = tokens(7, source=lambda g: torch.randint(0, VOCABULARY, (2, 9), generator=g))
    return Case(model, loss, draw, [r"(encoder|decoder)\.layers\.\d+\."])


@case
def whisper():
    model = hf("WhisperForConditionalGeneration")(hf("WhisperConfig")(
        vocab_size=VOCABULARY, num_mel_bins=4, d_model=16, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=24, decoder_ffn_dim=24,
        max_source_positions=8, max_target_positions=16, pad_token_id=0, bos_token_id=1, eos_token_id=2,
        decoder_start_token_id=1, attn_implementation="eager"))

    def loss(m, ids, targets, sound):
        return token_loss(m(input_features=sound, decoder_input_ids=ids, use_cache=False).logits, targets)
    return Case(model, loss, tokens(6, sound=lambda g: torch.randn(2, 4, 16, generator=g)), [r"layers\.\d+\."])


# ------------------------------------------------------------------ vision transformers
@case
def vit():
    return classifier(hf("ViTForImageClassification")(hf("ViTConfig")(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, image_size=8, patch_size=4,
        num_labels=5, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, attn_implementation="eager")), 8,
        [r"layers?\.\d+\."], optimizer="AdamW")


@case
def vit_torchvision():
    from torchvision.models import VisionTransformer
    model = VisionTransformer(image_size=8, patch_size=4, num_layers=2, num_heads=2, hidden_dim=16, mlp_dim=24,
                              num_classes=5)
    nn.init.normal_(model.heads.head.weight, std=0.1)
    return classifier(model, 8, [r"layers\.encoder_layer_\d+\."])


@case
def swin():
    return classifier(hf("SwinForImageClassification")(hf("SwinConfig")(
        image_size=16, patch_size=2, embed_dim=8, depths=[2, 1], num_heads=[2, 4], window_size=4, num_labels=5,
        drop_path_rate=0.0)), 16, [r"layers\.\d+\."], optimizer="AdamW")


@case
def swin_torchvision():
    from torchvision.models import SwinTransformer
    return classifier(SwinTransformer(patch_size=[2, 2], embed_dim=8, depths=[2, 2], num_heads=[2, 2],
                                      window_size=[4, 4], stochastic_depth_prob=0.0, num_classes=5), 16,
                      [r"features\.\d+\."])


@case
def mixer():
    import timm
    return classifier(timm.models.mlp_mixer.MlpMixer(img_size=8, patch_size=4, num_blocks=2, embed_dim=16,
                                                     num_classes=5), 8, [r"blocks\.\d+\."], optimizer="AdamW")


# ------------------------------------------------------------------ convolutions
@case
def convnext():
    return classifier(hf("ConvNextForImageClassification")(hf("ConvNextConfig")(
        num_stages=2, depths=[1, 2], hidden_sizes=[8, 12], patch_size=2, num_labels=5, drop_path_rate=0.0,
        image_size=16)), 16, [r"stages\.\d+\."], optimizer="AdamW")


@case
def convnext_timm():
    import timm
    return classifier(timm.models.ConvNeXt(depths=(1, 1, 1, 1), dims=(8, 8, 12, 12), num_classes=5), 32,
                      [r"stages\.\d+\."])


@case
def resnet_batch_norm():
    from torchvision.models.resnet import BasicBlock, ResNet
    model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=5, width_per_group=64)
    slim(model, 8)
    return classifier(model, 32, [r"layer\d\."], rows=3)


@case
def resnet_bottleneck():
    return classifier(hf("ResNetForImageClassification")(hf("ResNetConfig")(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 2], layer_type="bottleneck", num_labels=5)), 16,
        [r"stages\.\d+\."], rows=4)


@case
def resnet_group_norm():
    import timm
    from timm.layers import GroupNorm
    model = timm.models.resnet.ResNet(timm.models.resnet.BasicBlock, (1, 1, 1, 1), num_classes=5, base_width=64,
                                      channels=(8, 8, 16, 16), stem_width=8, norm_layer=lambda c, **_: GroupNorm(c, 4))
    return classifier(model, 32, [r"layer\d\."])


@case
def regnet():
    return classifier(hf("RegNetForImageClassification")(hf("RegNetConfig")(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], groups_width=4, layer_type="y", num_labels=5)), 16,
        [r"stages\.\d+\."], rows=4)


@case
def efficientnet():
    import timm
    from timm.models._efficientnet_builder import decode_arch_def
    blocks = decode_arch_def([["ds_r1_k3_s1_c8"], ["ir_r1_k3_s2_e4_c12_se0.25"], ["ir_r1_k5_s2_e2_c12"]])
    model = timm.models.efficientnet.EfficientNet(blocks, num_classes=5, num_features=16, stem_size=8)
    return classifier(model, 32, [r"blocks\.\d+\."], rows=3)


@case
def mobilenet_squeeze():
    from torchvision.models import mobilenet_v3_small
    model = mobilenet_v3_small(width_mult=0.1, num_classes=5, dropout=0.0)
    return classifier(model, 32, [r"features\.\d+\."], rows=3)


@case
def densenet():
    from torchvision.models import DenseNet
    return classifier(DenseNet(growth_rate=4, block_config=(2, 2), num_init_features=8, bn_size=2, num_classes=5), 32,
                      [r"denseblock\d\."], rows=3)


@case
def vgg():
    from torchvision.models import VGG
    from torchvision.models.vgg import make_layers
    model = VGG(make_layers([4, "M", 6, "M"]), num_classes=5, dropout=0.0)
    model.avgpool = nn.AdaptiveAvgPool2d(3)
    model.classifier = nn.Sequential(nn.Linear(54, 8), nn.ReLU(), nn.Linear(8, 5))
    return classifier(model, 16, [r"features\.\d+\."])


def slim(model: nn.Module, width: int) -> None:
    """Replaces a torchvision ResNet's 64, 128, ... channels by width, 2 width, ..."""
    to = {64: width, 128: width * 2, 256: width * 2, 512: width * 4}
    for module in model.modules():
        for name, child in module.named_children():
            if isinstance(child, nn.Conv2d):
                setattr(module, name, nn.Conv2d(to.get(child.in_channels, child.in_channels), to[child.out_channels],
                                                child.kernel_size, child.stride, child.padding, bias=False))
            elif isinstance(child, nn.BatchNorm2d):
                setattr(module, name, nn.BatchNorm2d(to[child.num_features]))
    model.fc = nn.Linear(to[512], model.fc.out_features)


# ------------------------------------------------------------------ the smallest, kept in test/Parity
@case
def tiny_batch_norm():
    return classifier(hf("ResNetForImageClassification")(hf("ResNetConfig")(
        embedding_size=4, hidden_sizes=[6], depths=[1], layer_type="basic", num_labels=5)), 8, [r"encoder\."], rows=3)


@case
def tiny_state_space():
    return causal(hf("MambaForCausalLM")(hf("MambaConfig")(
        vocab_size=VOCABULARY, hidden_size=4, state_size=2, num_hidden_layers=1, time_step_rank=1, conv_kernel=2,
        use_mambapy=False)), r"layers\.\d+\.", length=3)


@case
def tiny_shifted_windows():
    return classifier(hf("SwinForImageClassification")(hf("SwinConfig")(
        image_size=8, patch_size=2, embed_dim=4, depths=[2], num_heads=[1], window_size=2, num_labels=5,
        mlp_ratio=1.0, drop_path_rate=0.0)), 8, [r"blocks\.\d+\."], rows=1, optimizer="AdamW")


@case
def tiny_token_shift():
    """Negative padding, and negative indices whose gradient is a scatter."""
    class Shift(nn.Module):
        def __init__(self):
            super().__init__()
            self.mix = nn.Parameter(torch.rand(6))
            self.out = nn.Linear(6, 6)

        def forward(self, x):
            before = nn.functional.pad(x, (0, 0, 1, -1))
            x = self.out(x * self.mix + before * (1 - self.mix))
            return x + x[:, [-1]] * x[:, [-2]]
    model = nn.Sequential(nn.Embedding(VOCABULARY, 6), Shift(), nn.Linear(6, VOCABULARY))
    return Case(model, lambda m, ids, targets: token_loss(m(ids), targets), tokens(5), [r"1\."], "SGD")


@case
def tiny_experts():
    return Case(*experts(width=6, hidden=8, layers=1), "SGD")


@case
def tiny_soft_caps():
    return causal(hf("Gemma2ForCausalLM")(config(
        "Gemma2Config", hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=1, head_dim=4, sliding_window=2)), r"layers\.\d+\.", length=4)
