using System.Runtime.InteropServices;
using ParquetSharp;

namespace SparseAutoencoders.Formats;

/// <summary>Reads a column's part of a row group, some values at a time, and turns what is stored into numbers.</summary>
internal sealed class ParquetNumbers
{
#if DEBUG
    /// <summary>Values that are read at a time.</summary>
    public const int Batch = 7;
#else
    /// <summary>Values that are read at a time.</summary>
    public const int Batch = 1 << 13;
#endif

    private readonly double[] _numbers = new double[Batch];
    private readonly short[] _definitions = new short[Batch], _repetitions = new short[Batch];
    private readonly byte[] _bytes = new byte[DecimalNumber.MostBytes];

    /// <summary>Reads all of it.</summary>
    /// <param name="reader">The native library's reader, of the column's type.</param>
    /// <param name="column">The column.</param>
    /// <param name="batch">Values that are read at a time; at most <see cref="Batch"/>.</param>
    /// <param name="empty">How many pages hold no value: the native library stops before each.</param>
    /// <param name="part">Takes the numbers.</param>
    /// <exception cref="InvalidDataException">The values are not what the schema says. The message is a finding without a place.</exception>
    public void Read(ColumnReader reader, ParquetColumn column, int batch, int empty, ColumnPart part)
    {
        var node = column.Numbers;
        var isDecimal = node.Meaning == ParquetMeaning.Decimal;
        switch (reader)
        {
            case ColumnReader<bool> truths: Read(truths, value => value ? 1 : 0); break;
            case ColumnReader<float> singles: Read(singles, value => value); break;
            case ColumnReader<double> doubles: Read(doubles, value => value); break;
            case ColumnReader<int> digits when isDecimal: Read(digits, value => DecimalNumber.Of(value, node.Scale)); break;
            case ColumnReader<long> digits when isDecimal: Read(digits, value => DecimalNumber.Of(value, node.Scale)); break;
            case ColumnReader<int> whole: Read(whole, Whole(node.Bits, node.Unsigned)); break;
            case ColumnReader<long> whole: Read(whole, node.Unsigned ? value => (ulong)value : value => value); break;
            case ColumnReader<FixedLenByteArray> halves when !isDecimal: Read(halves, value => (double)BitConverter.ToHalf(Bytes(value.Pointer, sizeof(ushort)))); break;
            case ColumnReader<FixedLenByteArray> decimals: Read(decimals, value => DecimalNumber.Of(Bytes(value.Pointer, node.Width), bigEndian: true, node.Scale)); break;
            case ColumnReader<ByteArray> decimals: Read(decimals, value => DecimalNumber.Of(Bytes(value.Pointer, value.Length), bigEndian: true, node.Scale)); break;
            default: throw new InvalidDataException("its values are not of the schema's type");
        }

        void Read<T>(ColumnReader<T> values, Func<T, double> number) where T : unmanaged
        {
            var stored = new T[batch];
            while (true)
            {
                var places = (int)values.ReadBatch(batch, _definitions, _repetitions, stored, out var count);
                if (places == 0 && empty-- == 0) break;
                if (column.Levels == 0) for (var i = 0; i < count; i++) _numbers[i] = number(stored[i]);
                else places = Place(column, part, places, stored.AsSpan(0, (int)count), number);
                part.Add(_numbers.AsSpan(0, places));
            }
            if (column.IsList) part.EndList();
        }
    }

    // Only numbers that are there are stored; a definition level says of each place whether it is. A repetition level of 0 begins a list;
    // a level below that of an element says that there is no list, or none in it.
    private int Place<T>(ParquetColumn column, ColumnPart part, int places, ReadOnlySpan<T> stored, Func<T, double> number)
    {
        var (next, made) = (0, 0);
        for (var i = 0; i < places; i++)
        {
            if (column.IsList && _repetitions[i] == 0) part.BeginList();
            if (column.IsList && _definitions[i] < column.ListLevel) continue;
            if (column.IsList) part.CountElement();
            _numbers[made++] = _definitions[i] < column.Levels ? double.NaN : next < stored.Length ? number(stored[next++]) : throw Miscounted();
        }
        return next == stored.Length ? made : throw Miscounted();

        // The native library leaves off where a page ends too early, without a word.
        static InvalidDataException Miscounted() => new("its values are not as many as its levels say");
    }

    // As Arrow has it: what is stored is 32 bits, of which the last are meant.
    private static Func<int, double> Whole(int bits, bool unsigned) => (bits, unsigned) switch
    {
        (8, true) => value => (byte)value,
        (16, true) => value => (ushort)value,
        (_, true) => value => (uint)value,
        (8, false) => value => (sbyte)value,
        (16, false) => value => (short)value,
        _ => value => value,
    };

    private ReadOnlySpan<byte> Bytes(IntPtr place, int length)
    {
        DecimalNumber.CheckLength(length);
        if (length > 0) Marshal.Copy(place, _bytes, 0, length);
        return _bytes.AsSpan(0, length);
    }
}
