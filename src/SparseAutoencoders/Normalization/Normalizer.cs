using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Normalization;

/// <summary>A fitted scaling: x' = (x − shift) · scale, input by input, then, where there is a rotation, x'' = x' · rotation.</summary>
internal sealed class Normalizer
{
    private const int RotatedRows = 1024;

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
        _inverse = new(() => Rotation is null ? null : SymmetricRoots.Inverse(Rotation, Workers.Shared));
        _shiftSingle = new(() => [.. Shift.Select(x => (float)x)]);
        _scaleSingle = new(() => [.. Scale.Select(x => (float)x)]);
        _rotationSingle = new(() => Single(Rotation));
        _inverseSingle = new(() => Single(_inverse.Value));
    }

    public double[] Shift { get; }

    public double[] Scale { get; }

    public Matrix<double>? Rotation { get; }

    /// <summary>1 / width, and 1 where that is no number: a constant input is shifted to 0 and stays there.</summary>
    public static double Reciprocal(double width) => width > 0 && double.IsFinite(1 / width) ? 1 / width : 1;

    /// <summary>The scaling as a file in single precision holds it, so that a model computes the same before it was saved and after.</summary>
    public Normalizer RoundedToSingle()
    {
        static double[] Round(double[] numbers) => [.. numbers.Select(x => (double)(float)x)];
        var rotation = Rotation is null ? null : new Matrix<double>(Rotation.Rows, Rotation.Columns);
        if (rotation is not null)
            for (var i = 0; i < rotation.All.Length; i++) rotation.All[i] = (float)Rotation!.All[i];
        return new Normalizer(Round(Shift), Round(Scale), rotation);
    }

    /// <summary>Scales rows in place.</summary>
    public void Apply<T>(Matrix<T> rows, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> shift = As<T>(Shift, _shiftSingle), scale = As<T>(Scale, _scaleSingle);
        for (var r = 0; r < rows.Rows; r++) Elementwise.Map(rows.Row(r), shift, scale, rows.Row(r), default(ShiftAndScale<T>));
        if (Rotation is not null) Rotate(rows, typeof(T) == typeof(double) ? (Matrix<T>)(object)Rotation : (Matrix<T>)(object)_rotationSingle.Value!, workers);
    }

    /// <summary>The inverse of <see cref="Apply"/>, in place.</summary>
    public void Undo<T>(Matrix<T> rows, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Rotation is not null) Rotate(rows, typeof(T) == typeof(double) ? (Matrix<T>)(object)_inverse.Value! : (Matrix<T>)(object)_inverseSingle.Value!, workers);
        for (var r = 0; r < rows.Rows; r++)
        {
            var row = rows.Row(r);
            for (var j = 0; j < row.Length; j++) row[j] = row[j] / T.CreateTruncating(Scale[j]) + T.CreateTruncating(Shift[j]);
        }
    }

    private static T[] As<T>(double[] numbers, Lazy<float[]> single) => typeof(T) == typeof(double) ? (T[])(object)numbers : (T[])(object)single.Value;

    // In parts: many rows need no second place for all of them.
    private void Rotate<T>(Matrix<T> rows, Matrix<T> rotation, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var height = Math.Min(RotatedRows, rows.Rows);
        var rotated = Interlocked.Exchange(ref _spare, null) as Matrix<T>;
        if (rotated is null || rotated.Capacity < height) rotated = new Matrix<T>(height, rows.Columns);
        for (var first = 0; first < rows.Rows; first += height)
        {
            var part = rows.Window(first * rows.Columns, Math.Min(height, rows.Rows - first), rows.Columns);
            rotated.Resize(part.Rows);
            MatrixProduct.Multiply(part, rotation, rotated, workers);
            rotated.All.CopyTo(part.All);
        }
        Volatile.Write(ref _spare, rotated);
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
