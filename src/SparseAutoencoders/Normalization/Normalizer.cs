using System.Buffers;

namespace SparseAutoencoders;

/// <summary>A fitted scaling: x' = (x − shift) · scale, input by input, then, where there is a rotation, x'' = x' · rotation.</summary>
public sealed class Normalizer
{
#if DEBUG
    private const int WideNumbers = 11;
#else
    private const int WideNumbers = 1 << 14;                     // 128 KB, which stay in the cache from reading to rounding
#endif

    private readonly Lazy<Matrix<double>?> _inverse;
    private readonly Lazy<Matrix<float>?> _rotationSingle, _inverseSingle;
    private readonly Lazy<float[]> _shiftSingle, _scaleSingle;
    private object? _spare;                                      // the last rotation's matrix, while nobody uses it

    /// <param name="shift">One an input.</param>
    /// <param name="scale">One an input, none 0.</param>
    /// <param name="rotation">(inputs, inputs), symmetric and positive definite, or null.</param>
    public Normalizer(double[] shift, double[] scale, Matrix<double>? rotation)
    {
        (Shift, Scale, Rotation) = (shift, scale, rotation);
        _inverse = new(() => Rotation is null ? null : SymmetricRoots.Inverse(Rotation, new ScalingWork(Workers.Shared)));
        _shiftSingle = new(() => [.. Shift.Select(x => (float)x)]);
        _scaleSingle = new(() => [.. Scale.Select(x => (float)x)]);
        _rotationSingle = new(() => Single(Rotation));
        _inverseSingle = new(() => Single(_inverse.Value));
    }

    /// <summary>Taken off each input.</summary>
    public double[] Shift { get; }

    /// <summary>What each input is multiplied with afterwards, none 0.</summary>
    public double[] Scale { get; }

    /// <summary>(inputs, inputs), symmetric and positive definite; null where rows are not rotated.</summary>
    public Matrix<double>? Rotation { get; }

    /// <summary>Rows are read, shifted and scaled in double precision, and rounded afterwards, also for a network in single precision, which would lose them
    /// beside the shift or cannot hold them: see <see cref="RowStatistics.NeedDouble"/>.</summary>
    public bool IsWide { get; init; }

    /// <summary>The rotation was worked out from fewer rows than inputs: then it is undone row by row, without its inverse.</summary>
    internal bool HasFewRows { get; init; }

    /// <summary>The scaling as a model in single precision has it and its file holds it, so that the model computes the same before it was saved and after. The rotation
    /// is rounded in place: of many inputs there is no room for two.</summary>
    internal Normalizer ForSingle()
    {
        static double[] Round(double[] numbers) => [.. numbers.Select(x => (double)(float)x)];
        if (Rotation is not null)
            foreach (ref var number in Rotation.All) number = (float)number;
        return IsWide ? this : new Normalizer(Round(Shift), Round(Scale), Rotation) { HasFewRows = HasFewRows };
    }

    /// <summary>For rows side by side with others, which have their own. Neither has a rotation.</summary>
    internal Normalizer Beside(Normalizer other) => new([.. Shift, .. other.Shift], [.. Scale, .. other.Scale], rotation: null) { IsWide = IsWide || other.IsWide };

    /// <summary>Reads rows in double precision, shifts and scales them so, and rounds what comes out. A rotation is left to be done.</summary>
    /// <param name="rows">Where they come from.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="destination">Takes as many rows as it has room for. A number that is not finite, or becomes so, is left so.</param>
    internal void ReadWide(IRows rows, int first, Span<float> destination)
    {
        var (width, height) = (Shift.Length, Math.Max(1, WideNumbers / Shift.Length));
        var room = ArrayPool<double>.Shared.Rent(Math.Min(height * width, destination.Length));
        for (; destination.Length > 0; first += height)
        {
            var wide = room.AsSpan(0, Math.Min(height * width, destination.Length));
            rows.Read(first, wide);
            for (var i = 0; i < wide.Length; i += width) Elementwise.Map(wide.Slice(i, width), Shift, Scale, wide.Slice(i, width), default(ShiftAndScale<double>));
            Elementwise.Narrow(wide, destination[..wide.Length]);
            destination = destination[wide.Length..];
        }
        ArrayPool<double>.Shared.Return(room);
    }

    /// <summary>Scales rows in place.</summary>
    internal void Apply<T>(Matrix<T> rows, Workers workers, CancellationToken cancellation = default) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> shift = As<T>(Shift, _shiftSingle), scale = As<T>(Scale, _scaleSingle);
        for (var r = 0; r < rows.Rows; r++) Elementwise.Map(rows.Row(r), shift, scale, rows.Row(r), default(ShiftAndScale<T>));
        Rotate(rows, workers, cancellation);
    }

    /// <summary>Rotates rows in place, where there is a rotation: what is left to be done to rows that are shifted and scaled.</summary>
    internal void Rotate<T>(Matrix<T> rows, Workers workers, CancellationToken cancellation = default) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Rotation is not null) Rotate(rows, typeof(T) == typeof(double) ? (Matrix<T>)(object)Rotation : (Matrix<T>)(object)_rotationSingle.Value!, workers, cancellation);
    }

    /// <summary>The inverse of <see cref="Apply"/>, in place.</summary>
    internal void Undo<T>(Matrix<T> rows, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RotateBack(rows, workers);
        for (var r = 0; r < rows.Rows; r++)
        {
            var row = rows.Row(r);
            for (var j = 0; j < row.Length; j++) row[j] = row[j] / T.CreateTruncating(Scale[j]) + T.CreateTruncating(Shift[j]);
        }
    }

    /// <summary>The same in double precision, into another place; the rows are left rotated back.</summary>
    internal void UndoWide<T, TNumber>(Matrix<T> rows, Span<TNumber> destination, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TNumber : unmanaged, IBinaryFloatingPointIeee754<TNumber>
    {
        RotateBack(rows, workers);
        var numbers = rows.All;
        for (var (i, j) = (0, 0); i < numbers.Length; i++, j = j + 1 == Scale.Length ? 0 : j + 1)
            destination[i] = TNumber.CreateTruncating(double.CreateTruncating(numbers[i]) / Scale[j] + Shift[j]);
    }

    private void RotateBack<T>(Matrix<T> rows, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Rotation is null) return;
        if (!HasFewRows)
        {
            Rotate(rows, typeof(T) == typeof(double) ? (Matrix<T>)(object)_inverse.Value! : (Matrix<T>)(object)_inverseSingle.Value!, workers, CancellationToken.None);
            return;
        }
        var height = Math.Min(BlockSizes.Rows, rows.Rows);
        for (var (first, wide) = (0, new Matrix<double>(height, rows.Columns)); first < rows.Rows; first += height)
        {
            wide.Resize(Math.Min(height, rows.Rows - first));
            var part = rows.Block(first, wide.Rows);
            for (var i = 0; i < part.Length; i++) wide.All[i] = double.CreateTruncating(part[i]);
            SymmetricRoots.Solve(Rotation, wide, workers);
            for (var i = 0; i < part.Length; i++) part[i] = T.CreateTruncating(wide.All[i]);
        }
    }

    private static T[] As<T>(double[] numbers, Lazy<float[]> single) => typeof(T) == typeof(double) ? (T[])(object)numbers : (T[])(object)single.Value;

    // In parts: many rows need no second place for all of them.
    private void Rotate<T>(Matrix<T> rows, Matrix<T> rotation, Workers workers, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var height = Math.Min(BlockSizes.Rows, rows.Rows);
        var rotated = Interlocked.Exchange(ref _spare, null) as Matrix<T>;
        if (rotated is null || rotated.Capacity < height) rotated = new Matrix<T>(height, rows.Columns);
        for (var first = 0; first < rows.Rows; first += height)
        {
            var part = rows.Window(first * rows.Columns, Math.Min(height, rows.Rows - first), rows.Columns);
            rotated.Resize(part.Rows);
            if (cancellation.CanBeCanceled) Rotate(part, rotation, rotated, workers, cancellation);
            else MatrixProduct.Multiply(part, rotation, rotated, workers);
            rotated.All.CopyTo(part.All);
        }
        Volatile.Write(ref _spare, rotated);
    }

    // Some columns at a time, so that it can be stopped however many inputs there are. The rotation is symmetric: its columns are its rows, and the bits the same.
    private static void Rotate<T>(Matrix<T> rows, Matrix<T> rotation, Matrix<T> rotated, Workers workers, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var inputs = rows.Columns;
        var columns = ScalingWork.RowsAtOnce((double)rows.Rows * inputs, inputs);
        if (columns == inputs)
        {
            MatrixProduct.Multiply(rows, rotation, rotated, workers);
            return;
        }
        for (var first = 0; first < inputs; first += columns)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(columns, inputs - first);
            var part = new Matrix<T>(rows.Rows, count);
            MatrixProduct.MultiplyByTranspose(rows, rotation.Window(first * inputs, count, inputs), part, workers);
            for (var r = 0; r < rows.Rows; r++) part.Row(r).CopyTo(rotated.Row(r).Slice(first, count));
        }
    }

    /// <summary>(x − shift) · scale.</summary>
    private readonly struct ShiftAndScale<T> : IMap3<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Invoke(Vector512<T> x, Vector512<T> y, Vector512<T> z) => (x - y) * z;
    }

    private static Matrix<float>? Single(Matrix<double>? matrix)
    {
        if (matrix is null) return null;
        var single = new Matrix<float>(matrix.Rows, matrix.Columns);
        for (var i = 0; i < single.All.Length; i++) single.All[i] = (float)matrix.All[i];
        return single;
    }
}
