using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats;

/// <summary>Turns an Arrow array into numbers.</summary>
internal static class ArrowNumbers
{
    // List views may name the same elements again and again: a few bytes a row for any number of them.
    private const int MostOverlapping = 1 << 24;

    /// <summary>Reads a column of a record batch.</summary>
    /// <param name="array">The column.</param>
    /// <param name="isTruth">What is not 0 is 1.</param>
    /// <param name="part">Takes the numbers.</param>
    public static void Read(IArrowArray array, bool isTruth, ColumnPart part)
    {
        switch (array)
        {
            case ExtensionArray extension: Read(extension.Storage, isTruth, part); break;
            case ListArray lists: Lists(lists, lists.Values, row => lists.ValueOffsets[row], lists.GetValueLength, part); break;
            case LargeListArray lists: Lists(lists, lists.Values, row => lists.ValueOffsets[row], lists.GetValueLength, part); break;
            case ListViewArray lists: Lists(lists, lists.Values, row => lists.ValueOffsets[row], lists.GetValueLength, part); break;
            case LargeListViewArray lists: Lists(lists, lists.Values, row => lists.ValueOffsets[row], lists.GetValueLength, part); break;
            case FixedSizeListArray lists:
                var size = ((FixedSizeListType)lists.Data.DataType).ListSize;
                Lists(lists, lists.Values, row => (long)(lists.Offset + row) * size, _ => size, part);
                break;
            default:
                var numbers = Numbers(array);
                if (isTruth) foreach (ref var number in numbers.AsSpan()) number = double.IsNaN(number) || number == 0 ? number : 1;
                part.Add(numbers);
                break;
        }
    }

    private static void Lists(Apache.Arrow.Array lists, IArrowArray elements, Func<int, long> begin, Func<int, int> lengthOf, ColumnPart part)
    {
        var (values, taken) = (Numbers(elements), 0L);
        for (var row = 0; row < lists.Length; row++)
        {
            var length = lists.IsNull(row) ? 0 : lengthOf(row);
            if ((taken += length) > Math.Max(values.Length, MostOverlapping)) throw new InvalidDataException("its lists overlap");
            part.BeginList();
            part.CountElement(length);
            if (length > 0) part.Add(values.AsSpan(checked((int)begin(row)), length));
        }
        part.EndList();
    }

    private static double[] Numbers(IArrowArray array) => array switch
    {
        ExtensionArray extension => Numbers(extension.Storage),
        BooleanArray truths when (long)truths.ValueBuffer.Length * 8 >= (long)truths.Offset + truths.Length => [.. Enumerable.Range(0, truths.Length).Select(row => truths.GetValue(row) switch { true => 1, false => 0, null => double.NaN })],
        Int8Array numbers => Of<sbyte>(numbers),
        UInt8Array numbers => Of<byte>(numbers),
        Int16Array numbers => Of<short>(numbers),
        UInt16Array numbers => Of<ushort>(numbers),
        Int32Array numbers => Of<int>(numbers),
        UInt32Array numbers => Of<uint>(numbers),
        Int64Array numbers => Of<long>(numbers),
        UInt64Array numbers => Of<ulong>(numbers),
        HalfFloatArray numbers => Of<Half>(numbers),
        FloatArray numbers => Of<float>(numbers),
        DoubleArray numbers => Of<double>(numbers),
        FixedSizeBinaryArray { Data.DataType: Decimal32Type or Decimal64Type or Decimal128Type or Decimal256Type } decimals => Decimals(decimals),
        DictionaryArray categories => Looked(Numbers(categories.Dictionary), Numbers(categories.Indices)),
        _ => throw new NotSupportedException($"a column of type {array.Data.DataType.Name}"),
    };

    private static double[] Of<T>(PrimitiveArray<T> array) where T : struct, INumberBase<T>, IEquatable<T>
    {
        var values = array.Values;                               // first: it is found out here whether so many are there
        var numbers = new double[values.Length];
        for (var row = 0; row < numbers.Length; row++) numbers[row] = array.IsNull(row) ? double.NaN : double.CreateTruncating(values[row]);
        return numbers;
    }

    // The indices are whole numbers, and exact as doubles wherever there are so many values.
    private static double[] Looked(double[] values, double[] indices) => System.Array.ConvertAll(indices, index => double.IsNaN(index) ? double.NaN : values[checked((int)index)]);

    private static double[] Decimals(FixedSizeBinaryArray array)
    {
        var type = (FixedSizeBinaryType)array.Data.DataType;
        var scale = type switch { Decimal32Type narrow => narrow.Scale, Decimal64Type middle => middle.Scale, Decimal128Type usual => usual.Scale, var wide => ((Decimal256Type)wide).Scale };
        var bytes = array.ValueBuffer.Span.Slice(checked(array.Offset * type.ByteWidth), checked(array.Length * type.ByteWidth));
        var numbers = new double[array.Length];
        for (var row = 0; row < numbers.Length; row++)
            numbers[row] = array.IsNull(row) ? double.NaN : DecimalNumber.Of(bytes.Slice(row * type.ByteWidth, type.ByteWidth), bigEndian: false, scale);
        return numbers;
    }
}
