using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats;

/// <summary>Turns an Arrow array into numbers, some at a time.</summary>
internal sealed class ArrowNumbers
{
#if DEBUG
    private const int Batch = 3;
#else
    private const int Batch = 1 << 12;
#endif

    // List views may name the same elements again and again: a few bytes a row for any number of them.
    private const int MostOverlapping = 1 << 24;

    private readonly double[] _block = new double[Batch];

    /// <summary>Reads a column of a record batch.</summary>
    /// <param name="array">The column.</param>
    /// <param name="isTruth">What is not 0 is 1.</param>
    /// <param name="part">Takes the numbers.</param>
    public void Read(IArrowArray array, bool isTruth, ColumnPart part)
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
            default: Add(Numbers.Of(array), 0, array.Length, isTruth, part); break;
        }
    }

    private void Lists(Apache.Arrow.Array lists, IArrowArray elements, Func<int, long> begin, Func<int, int> lengthOf, ColumnPart part)
    {
        var (numbers, taken) = (Numbers.Of(elements), 0L);
        for (var row = 0; row < lists.Length; row++)
        {
            var length = lists.IsNull(row) ? 0 : lengthOf(row);
            if ((taken += length) > Math.Max(numbers.Length, MostOverlapping)) throw new InvalidDataException("its lists overlap");
            part.BeginList();
            part.CountElement(length);
            if (length > 0) Add(numbers, begin(row), length, isTruth: false, part);
        }
        part.EndList();
    }

    private void Add(Numbers numbers, long first, int count, bool isTruth, ColumnPart part)
    {
        if (first < 0 || first > numbers.Length - count) throw new InvalidDataException("its lists name numbers that are not there");
        for (int next; count > 0; (first, count) = (first + next, count - next))
        {
            next = Math.Min(count, Batch);
            var block = _block.AsSpan(0, next);
            numbers.Read((int)first, block);
            if (isTruth) foreach (ref var number in block) number = double.IsNaN(number) || number == 0 ? number : 1;
            part.Add(block);
        }
    }

    /// <summary>Copies an array's numbers, from one on that is there with as many behind it as the destination takes; NaN where one is missing.</summary>
    private delegate void Copy(int first, Span<double> destination);

    private readonly record struct Numbers(int Length, Copy Read)
    {
        public static Numbers Of(IArrowArray array) => array switch
        {
            ExtensionArray extension => Of(extension.Storage),
            BooleanArray truths when (long)truths.ValueBuffer.Length * 8 >= (long)truths.Offset + truths.Length => new(truths.Length, (first, numbers) =>
            {
                for (var i = 0; i < numbers.Length; i++) numbers[i] = truths.GetValue(first + i) switch { true => 1, false => 0, null => double.NaN };
            }),
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
            DictionaryArray categories => Looked(Of(categories.Dictionary), Of(categories.Indices)),
            _ => throw new NotSupportedException($"a column of type {array.Data.DataType.Name}"),
        };

        private static Numbers Of<T>(PrimitiveArray<T> array) where T : struct, INumberBase<T>, IEquatable<T>
        {
            return new(array.Values.Length, Read);               // it is found out here whether so many are there

            void Read(int first, Span<double> numbers)
            {
                var values = array.Values.Slice(first, numbers.Length);
                for (var i = 0; i < numbers.Length; i++) numbers[i] = array.IsNull(first + i) ? double.NaN : double.CreateTruncating(values[i]);
            }
        }

        // The indices are whole numbers, and exact as doubles wherever there are so many values.
        private static Numbers Looked(Numbers values, Numbers indices) => new(indices.Length, (first, numbers) =>
        {
            indices.Read(first, numbers);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (double.IsNaN(numbers[i])) continue;
                if (!(numbers[i] >= 0 && numbers[i] < values.Length)) throw new InvalidDataException("a value names none of its dictionary");
                values.Read((int)numbers[i], numbers.Slice(i, 1));
            }
        });

        private static Numbers Decimals(FixedSizeBinaryArray array)
        {
            var type = (FixedSizeBinaryType)array.Data.DataType;
            var (width, scale) = (type.ByteWidth, type switch { Decimal32Type narrow => narrow.Scale, Decimal64Type middle => middle.Scale, Decimal128Type usual => usual.Scale, var wide => ((Decimal256Type)wide).Scale });
            return new(array.Length, (first, numbers) =>
            {
                var bytes = array.ValueBuffer.Span.Slice(checked((array.Offset + first) * width), checked(numbers.Length * width));
                for (var i = 0; i < numbers.Length; i++)
                    numbers[i] = array.IsNull(first + i) ? double.NaN : DecimalNumber.Of(bytes.Slice(i * width, width), bigEndian: false, scale);
            });
        }
    }
}
