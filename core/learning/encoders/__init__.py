"""Pretrained encoders as bases: ONNX models that turn a text into vectors, run without PyTorch."""
