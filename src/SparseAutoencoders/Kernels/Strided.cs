using System.Numerics;

namespace SparseAutoencoders.Kernels;

/// <summary>A factor as the product sees it: the number at row i, column j is <c>First[i · Row + j · Column]</c>. A transpose swaps the two distances.</summary>
internal readonly unsafe record struct Strided<T>(nint Address, nint Row, nint Column) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* First => (T*)Address;

    public static Strided<T> Of(Matrix<T> matrix) => new((nint)matrix.Pointer, matrix.Columns, 1);

    public static Strided<T> Transposed(Matrix<T> matrix) => new((nint)matrix.Pointer, 1, matrix.Columns);

    public T* At(int row, int column) => First + row * Row + column * Column;
}
