using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SparseAutoencoders.Formats;

/// <summary>Rows of which only some numbers were stored; all others are 0. Many of them are kept on the disk.</summary>
/// <param name="name">Where they come from.</param>
/// <param name="width">Numbers in a row.</param>
/// <param name="stored">How the source stores a number.</param>
internal sealed class SparseRows(string name, int width, StoredNumber stored) : IRows
{
#if DEBUG
    private const int EntriesPerBlock = 3;
#else
    private const int EntriesPerBlock = 1 << 12;
#endif

    private readonly SpooledList<Entry> _entries = new(name);
    private readonly SpooledList<long> _starts = new(name);      // each row's first entry, and behind the last row's the number of all

    public string Name => name;

    public int Count { get; private set; }

    public int Width => width;

    public string NumberType { get; } = $"sparse {stored.Name}";

    public ImageShape? Image => null;

    public IReadOnlyList<string>? Columns => null;

    /// <summary>A new last row, all 0.</summary>
    public void BeginRow()
    {
        _starts.Add(_entries.Count);
        Count++;
    }

    /// <summary>Adds a number to one of the last row. Of truth values, which are 0 or 1, the last counts.</summary>
    public void Add(Entry entry) => _entries.Add(entry);

    /// <summary>Ends adding: now rows can be read.</summary>
    public void Complete()
    {
        _starts.Add(_entries.Count);
        _starts.Complete();
        _entries.Complete();
    }

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        destination.Clear();
        var count = destination.Length / width;
        var starts = ArrayPool<long>.Shared.Rent(count + 1);
        var block = ArrayPool<Entry>.Shared.Rent(EntriesPerBlock);
        _starts.Read(first, starts.AsSpan(0, count + 1));
        var row = 0;
        for (var next = starts[0]; next < starts[count];)
        {
            var entries = block.AsSpan(0, (int)Math.Min(EntriesPerBlock, starts[count] - next));
            _entries.Read(next, entries);
            foreach (var entry in entries)
            {
                while (next >= starts[row + 1]) row++;
                ref var number = ref destination[row * width + entry.Column];
                number = (stored.Kind == NumberKind.Bool ? T.Zero : number) + T.CreateTruncating(entry.Number);
                next++;
            }
        }
        ArrayPool<Entry>.Shared.Return(block);
        ArrayPool<long>.Shared.Return(starts);
    }

    public void Dispose()
    {
        _entries.Dispose();
        _starts.Dispose();
    }

    /// <summary>A number that was stored.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal readonly record struct Entry(int Column, double Number);
}
