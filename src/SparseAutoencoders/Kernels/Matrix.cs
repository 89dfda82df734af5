namespace SparseAutoencoders;

/// <summary>Numbers in rows, one row after the other without gaps.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>The numbers live in a pinned array, 64-byte aligned, so that kernels may hold their address. A matrix is either the owner of its
/// numbers or a window on another's; <see cref="Resize"/> changes how many of the first rows count and moves nothing.</remarks>
public sealed unsafe class Matrix<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    private readonly T[] _numbers;
    private readonly int _offset;

    /// <summary>A matrix of zeros.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the product of both exceeds what one array can hold.</exception>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var padding = Alignment / sizeof(T);
        var count = (long)rows * columns;
        if (count > Array.MaxLength - padding)
            throw new ArgumentOutOfRangeException(nameof(rows), $"A matrix of {rows} x {columns} numbers is larger than one array can hold.");
        _numbers = GC.AllocateArray<T>((int)count + padding, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _numbers[0]);
        _offset = (int)((Alignment - address % Alignment) % Alignment) / sizeof(T);
        (Rows, Columns, Capacity) = (rows, columns, rows);
    }

    private Matrix(Matrix<T> owner, int offset, int rows, int columns)
    {
        (_numbers, _offset) = (owner._numbers, owner._offset + offset);
        (Rows, Columns, Capacity) = (rows, columns, rows);
    }

    /// <summary>Rows that count now, at most <see cref="Capacity"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>Numbers in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>All numbers that count, row after row.</summary>
    public Span<T> All => _numbers.AsSpan(_offset, Rows * Columns);

    /// <summary>Address of the first number. Valid as long as this object is reachable: the array is pinned.</summary>
    internal T* Pointer => (T*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_numbers)) + _offset;

    /// <summary>The number at a row and a column, both from 0.</summary>
    public ref T this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns);
            return ref Row(row)[column];
        }
    }

    /// <summary>One row.</summary>
    public Span<T> Row(int row) => All.Slice(row * Columns, Columns);

    /// <summary>Some rows, one after the other.</summary>
    internal Span<T> Block(int first, int rows) => All.Slice(first * Columns, rows * Columns);

    /// <summary>Copies neighbouring columns of all rows, from <paramref name="first"/> on, as many as the destination has.</summary>
    internal void CopyColumns(int first, Matrix<T> destination)
    {
        for (var r = 0; r < Rows; r++) Row(r).Slice(first, destination.Columns).CopyTo(destination.Row(r));
    }

    /// <summary>Lets the first <paramref name="rows"/> rows count.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More rows than <see cref="Capacity"/>.</exception>
    public void Resize(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Capacity);
        Rows = rows;
    }

    /// <summary>Whether these numbers are a window on another's, from <paramref name="offset"/> on.</summary>
    internal bool IsWindow(Matrix<T> of, int offset) => Pointer == of.Pointer + offset;

    /// <summary>A window: another matrix on <paramref name="rows"/> × <paramref name="columns"/> of these numbers, from <paramref name="offset"/> on.</summary>
    internal Matrix<T> Window(int offset, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (long)rows * columns, (long)Capacity * Columns);
        return new Matrix<T>(this, offset, rows, columns);
    }
}
