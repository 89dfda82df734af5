using System.Numerics;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Kernels;

/// <summary>Factors and result of one product, from random numbers.</summary>
internal sealed class ProductCase<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ProductKind _kind;

    public ProductCase(ProductKind kind, int n, int k, int m, int seed)
    {
        _kind = kind;
        A = kind == ProductKind.TransposeMultiply ? ReferenceProducts.Matrix<T>(k, n, seed) : ReferenceProducts.Matrix<T>(n, k, seed);
        B = kind == ProductKind.MultiplyByTranspose ? ReferenceProducts.Matrix<T>(m, k, seed + 1) : ReferenceProducts.Matrix<T>(k, m, seed + 1);
        C = ReferenceProducts.Matrix<T>(n, m, seed + 2);
    }

    public Matrix<T> A { get; }

    public Matrix<T> B { get; }

    /// <summary>Holds random numbers before the first <see cref="Run"/>.</summary>
    public Matrix<T> C { get; }

    /// <summary>The depth numbers of a that make row i of c.</summary>
    public T[] LineOfA(int i) => _kind == ProductKind.TransposeMultiply ? Column(A, i) : A.Row(i).ToArray();

    /// <summary>The depth numbers of b that make column j of c.</summary>
    public T[] LineOfB(int j) => _kind == ProductKind.MultiplyByTranspose ? B.Row(j).ToArray() : Column(B, j);

    public ProductCase<T> Run(Workers workers, bool accumulate = false)
    {
        switch (_kind)
        {
            case ProductKind.Multiply: MatrixProduct.Multiply(A, B, C, workers, accumulate); break;
            case ProductKind.MultiplyByTranspose: MatrixProduct.MultiplyByTranspose(A, B, C, workers, accumulate); break;
            default: MatrixProduct.TransposeMultiply(A, B, C, workers, accumulate); break;
        }
        return this;
    }

    private static T[] Column(Matrix<T> matrix, int column)
    {
        var line = new T[matrix.Rows];
        for (var row = 0; row < line.Length; row++) line[row] = matrix[row, column];
        return line;
    }
}
