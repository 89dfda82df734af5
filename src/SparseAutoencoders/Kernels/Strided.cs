namespace SparseAutoencoders;

/// <summary>A factor as the product sees it: stored row after row, or, where <see cref="IsTransposed"/>, column after column.</summary>
/// <param name="Address">Of the number at row 0, column 0.</param>
/// <param name="Stride">From one stored line to the next, in numbers.</param>
/// <param name="IsTransposed">Whether a stored line is a column.</param>
internal readonly unsafe record struct Strided<T>(nint Address, nint Stride, bool IsTransposed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Strided<T> Of(Matrix<T> matrix) => new((nint)matrix.Pointer, matrix.Columns, false);

    public static Strided<T> Transposed(Matrix<T> matrix) => new((nint)matrix.Pointer, matrix.Columns, true);

    /// <summary>Address of one number.</summary>
    public T* At(int row, int column) => (T*)Address + (IsTransposed ? column * Stride + row : row * Stride + column);

    /// <summary>The rest of the factor from a row and a column on.</summary>
    public Strided<T> From(int row, int column) => this with { Address = (nint)At(row, column) };
}
