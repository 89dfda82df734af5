namespace SparseAutoencoders.Tests.Kernels;

/// <summary>The three products as one: c (n, m) from a factor with n lines and one with m lines of depth k, however they are stored.</summary>
public enum ProductKind { Multiply, MultiplyByTranspose, TransposeMultiply }
