using System.Numerics;
using System.Runtime.InteropServices;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows that were parsed from text; many of them are kept on the disk.</summary>
/// <param name="name">Where they come from.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="columns">Names of the inputs, if there are any.</param>
internal sealed class ParsedRows(string name, int width, IReadOnlyList<string>? columns) : IRows
{
#if DEBUG
    private const int NumbersPerBlock = 9;
#else
    private const int NumbersPerBlock = 1 << 12;
#endif

    private readonly Spool _numbers = new(name);
    private readonly double[] _block = new double[Math.Max(1, NumbersPerBlock / width) * width];
    private int _pending;

    public string Name => name;

    public int Count { get; private set; }

    public int Width => width;

    public string NumberType => "text";

    public ImageShape? Image => null;

    public IReadOnlyList<string>? Columns => columns;

    /// <summary>A new last row, to be filled before the next one is asked for.</summary>
    /// <exception cref="InvalidDataException">There are as many rows as can be counted.</exception>
    public Span<double> Append()
    {
        if (Count == int.MaxValue) throw new InvalidDataException($"{name}: holds more than {int.MaxValue} rows. Split the file.");
        if (_pending == _block.Length) Complete();
        Count++;
        _pending += width;
        return _block.AsSpan(_pending - width, width);
    }

    /// <summary>Ends appending: now rows can be read.</summary>
    public void Complete()
    {
        _numbers.Append(MemoryMarshal.AsBytes(_block.AsSpan(0, _pending)));
        _pending = 0;
    }

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        Span<double> block = stackalloc double[256];
        for (var offset = (long)first * width; destination.Length > 0;)
        {
            var part = block[..Math.Min(block.Length, destination.Length)];
            _numbers.Read(offset * sizeof(double), MemoryMarshal.AsBytes(part));
            for (var i = 0; i < part.Length; i++) destination[i] = T.CreateTruncating(part[i]);
            destination = destination[part.Length..];
            offset += part.Length;
        }
    }

    public void Dispose() => _numbers.Dispose();
}
