using System.Runtime.InteropServices;
using ParquetSharp;

namespace SparseAutoencoders.Formats;

/// <summary>Reads a column's part of a row group, some values at a time, as texts.</summary>
internal sealed class ParquetTexts
{
    private readonly short[] _definitions = new short[ParquetNumbers.Batch], _repetitions = new short[ParquetNumbers.Batch];
    private byte[] _bytes = [];

    // Digits of a second.
    private const int Thousandths = 3;

    // The first of January 1970, counted from 4713 before our time.
    private const int JulianDay = 2_440_588;

    /// <summary>A column of texts, or of bytes that may be some.</summary>
    public static bool Reads(ParquetColumn column) =>
        !column.IsList && column is { Place: >= 0, Numbers: { Type: PhysicalType.ByteArray, Meaning: ParquetMeaning.Text or ParquetMeaning.Plain } };

    /// <summary>A column of dates or times, which can be told as texts.</summary>
    public static bool AreDates(ParquetColumn column) => !column.IsList && column.Place >= 0 && column.Numbers switch
    {
        { Type: PhysicalType.Int96, Meaning: ParquetMeaning.Plain } or { Type: PhysicalType.Int32, Meaning: ParquetMeaning.Date } => true,
        { Type: PhysicalType.Int32, Meaning: ParquetMeaning.Time, Scale: Thousandths } => true,
        { Type: PhysicalType.Int64, Meaning: ParquetMeaning.Time or ParquetMeaning.Moment, Scale: Thousandths or 2 * Thousandths or 3 * Thousandths } => true,
        _ => false,
    };

    /// <summary>Reads all of it.</summary>
    /// <param name="reader">The native library's reader, of the column's type.</param>
    /// <param name="column">The column.</param>
    /// <param name="batch">Values that are read at a time; at most <see cref="ParquetNumbers.Batch"/>.</param>
    /// <param name="empty">How many pages hold no value: the native library stops before each.</param>
    /// <param name="texts">Takes the texts.</param>
    /// <exception cref="InvalidDataException">The values are not what the schema says. The message is a finding without a place.</exception>
    public void Read(ColumnReader reader, ParquetColumn column, int batch, int empty, ColumnTexts texts)
    {
        var node = column.Numbers;
        var perSecond = (long)Math.Pow(10, node.Scale);
        switch (reader)
        {
            case ColumnReader<ByteArray> values: Read(values, value => texts.Add(Bytes(value))); break;
            case ColumnReader<int> days when node.Meaning == ParquetMeaning.Date: Read(days, value => texts.Add(DateTexts.Day(value))); break;
            case ColumnReader<int> times: Read(times, value => texts.Add(DateTexts.Time(value, perSecond))); break;
            case ColumnReader<long> times when node.Meaning == ParquetMeaning.Time: Read(times, value => texts.Add(DateTexts.Time(value, perSecond))); break;
            case ColumnReader<long> moments: Read(moments, value => texts.Add(DateTexts.Moment(value, perSecond))); break;
            case ColumnReader<Int96> old: Read(old, value => texts.Add(Old(value))); break;
            default: throw new InvalidDataException("its values are not of the schema's type");
        }

        void Read<T>(ColumnReader<T> values, Action<T> add) where T : unmanaged
        {
            var stored = new T[batch];
            while (true)
            {
                var places = (int)values.ReadBatch(batch, _definitions, _repetitions, stored, out var count);
                if (places == 0 && empty-- == 0) break;
                var next = 0;
                for (var i = 0; i < places; i++)
                {
                    if (column.Levels > 0 && _definitions[i] < column.Levels) texts.AddMissing();
                    else add(next < count ? stored[next++] : throw Miscounted());
                }
                if (next != count) throw Miscounted();
            }
        }

        // The native library leaves off where a page ends too early, without a word.
        static InvalidDataException Miscounted() => new("its values are not as many as its levels say");
    }

    // Thousand-millionths of a second since midnight in 64 bits, then the day.
    private static string Old(Int96 stored)
    {
        const long PerSecond = 1_000_000_000;
        return $"{DateTexts.Day((long)stored.C - JulianDay)}T{DateTexts.Time((long)((ulong)stored.B << 32 | (uint)stored.A), PerSecond)}";
    }

    private ReadOnlySpan<byte> Bytes(ByteArray value)
    {
        if (value.Length < 0) throw new InvalidDataException("a text is longer than can be");
        if (value.Length > _bytes.Length) _bytes = new byte[Math.Max(value.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))];
        if (value.Length > 0) Marshal.Copy(value.Pointer, _bytes, 0, value.Length);
        return _bytes.AsSpan(0, value.Length);
    }
}
