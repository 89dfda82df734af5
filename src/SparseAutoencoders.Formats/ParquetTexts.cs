using System.Runtime.InteropServices;
using ParquetSharp;

namespace SparseAutoencoders.Formats;

/// <summary>Reads a column's part of a row group, some values at a time, as texts.</summary>
internal sealed class ParquetTexts
{
    private readonly short[] _definitions = new short[ParquetNumbers.Batch], _repetitions = new short[ParquetNumbers.Batch];
    private byte[] _bytes = [];

    /// <summary>A column of texts, or of bytes that may be some.</summary>
    public static bool Reads(ParquetColumn column) =>
        !column.IsList && column is { Place: >= 0, Numbers: { Type: PhysicalType.ByteArray, Meaning: ParquetMeaning.Text or ParquetMeaning.Plain } };

    /// <summary>Reads all of it.</summary>
    /// <param name="reader">The native library's reader, of the column's type.</param>
    /// <param name="column">The column.</param>
    /// <param name="batch">Values that are read at a time; at most <see cref="ParquetNumbers.Batch"/>.</param>
    /// <param name="empty">How many pages hold no value: the native library stops before each.</param>
    /// <param name="texts">Takes the texts.</param>
    /// <exception cref="InvalidDataException">The values are not what the schema says. The message is a finding without a place.</exception>
    public void Read(ColumnReader reader, ParquetColumn column, int batch, int empty, ColumnTexts texts)
    {
        if (reader is not ColumnReader<ByteArray> values) throw new InvalidDataException("its values are not of the schema's type");
        var stored = new ByteArray[batch];
        while (true)
        {
            var places = (int)values.ReadBatch(batch, _definitions, _repetitions, stored, out var count);
            if (places == 0 && empty-- == 0) break;
            var next = 0;
            for (var i = 0; i < places; i++)
            {
                if (column.Levels > 0 && _definitions[i] < column.Levels) texts.AddMissing();
                else texts.Add(next < count ? Bytes(stored[next++]) : throw Miscounted());
            }
            if (next != count) throw Miscounted();
        }

        // The native library leaves off where a page ends too early, without a word.
        static InvalidDataException Miscounted() => new("its values are not as many as its levels say");
    }

    private ReadOnlySpan<byte> Bytes(ByteArray value)
    {
        if (value.Length < 0) throw new InvalidDataException("a text is longer than can be");
        if (value.Length > _bytes.Length) _bytes = new byte[Math.Max(value.Length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))];
        if (value.Length > 0) Marshal.Copy(value.Pointer, _bytes, 0, value.Length);
        return _bytes.AsSpan(0, value.Length);
    }
}
