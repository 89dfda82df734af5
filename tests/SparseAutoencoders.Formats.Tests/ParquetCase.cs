using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>A Parquet file of random columns: every way of storing numbers, and of packing, encoding and cutting them up, that parquet-cpp writes.</summary>
/// <remarks>It is written level by level, from values that are known beforehand as text or whole numbers, so that what the reader makes of types, decimals,
/// levels and lists is held to something that knows none of it.</remarks>
internal sealed class ParquetCase
{
    private static readonly Compression[] Codecs = [Compression.Uncompressed, Compression.Snappy, Compression.Gzip, Compression.Brotli, Compression.Zstd, Compression.Lz4, Compression.Lz4Hadoop];

    private readonly Random _random;
    private readonly List<ParquetCaseColumn> _columns = [];
    private readonly int _rows;

    public ParquetCase(int seed)
    {
        _random = new Random(seed);
        _rows = _random.Next(3) == 0 ? _random.Next(1, 8) : _random.Next(1, 400);
        for (var i = 0; i < 3; i++) _columns.Add(new ParquetCaseColumn(_random, $"c{i}", _rows));
    }

    /// <summary>(rows, numbers of all columns); what is missing is NaN.</summary>
    public double[] Expected => [.. Enumerable.Range(0, _rows).SelectMany(row => _columns.SelectMany(column => column.Row(row)))];

    public string Words { get; private set; } = "";

    public void Write(string path)
    {
        var (codec, version) = (Codecs[_random.Next(Codecs.Length)], (ParquetDataPageVersion)_random.Next(2));
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(codec).DataPageVersion(version).DataPagesize(_random.Next(1, 2000)).WriteBatchSize(_random.Next(1, 100));
        if (_random.Next(2) == 0) builder.EnablePageChecksum();
        foreach (var column in _columns) column.Encode(builder);
        using var properties = builder.Build();
        using var schema = new GroupNode("schema", Repetition.Required, [.. _columns.Select(column => column.Node())]);
        using var file = File.Create(path);
        using var output = new ManagedOutputStream(file, leaveOpen: true);
        using var writer = new ParquetFileWriter(output, schema, properties);
        var height = _random.Next(2) == 0 ? _rows : _random.Next(1, _rows + 1);
        for (var first = 0; first < _rows; first += height)
        {
            using var group = writer.AppendRowGroup();
            foreach (var column in _columns)
            {
                using var part = group.NextColumn();
                column.Write(part, first, Math.Min(height, _rows - first));
            }
        }
        writer.Close();
        Words = $"{codec} {version} groups of {height}: {string.Join("; ", _columns)}";
    }
}

/// <summary>One of its columns.</summary>
internal sealed class ParquetCaseColumn
{
    private static readonly Kind[] Kinds =
    [
        new("bool", PhysicalType.Boolean, LogicalType.None, random => random.Next(2)),
        new("int32", PhysicalType.Int32, LogicalType.None, random => random.Next(int.MinValue, int.MaxValue)),
        new("int64", PhysicalType.Int64, LogicalType.None, random => random.NextInt64(long.MinValue, long.MaxValue)),
        new("int8", PhysicalType.Int32, () => LogicalType.Int(8, true), random => random.Next(sbyte.MinValue, sbyte.MaxValue + 1)),
        new("uint8", PhysicalType.Int32, () => LogicalType.Int(8, false), random => random.Next(256)),
        new("int16", PhysicalType.Int32, () => LogicalType.Int(16, true), random => random.Next(short.MinValue, short.MaxValue + 1)),
        new("uint16", PhysicalType.Int32, () => LogicalType.Int(16, false), random => random.Next(ushort.MaxValue + 1)),
        new("uint32", PhysicalType.Int32, () => LogicalType.Int(32, false), random => random.NextInt64(1L << 32)),
        new("uint64", PhysicalType.Int64, () => LogicalType.Int(64, false), random => new BigInteger(random.NextInt64()) * 2 + random.Next(2)),
        new("float", PhysicalType.Float, LogicalType.None, random => random.Next()),
        new("double", PhysicalType.Double, LogicalType.None, random => random.NextInt64()),
        new("half", PhysicalType.FixedLenByteArray, LogicalType.Float16, random => random.Next(0x7c00), 2),
        new("decimal(7,2) int32", PhysicalType.Int32, () => LogicalType.Decimal(7, 2), random => random.Next(-9_999_999, 9_999_999), Scale: 2),
        new("decimal(18,5) int64", PhysicalType.Int64, () => LogicalType.Decimal(18, 5), random => random.NextInt64(-999_999_999_999_999_999, 999_999_999_999_999_999), Scale: 5),
        new("decimal(9,4) fixed", PhysicalType.FixedLenByteArray, () => LogicalType.Decimal(9, 4), random => random.Next(-999_999_999, 999_999_999), 4, 4),
        new("decimal(38,25) fixed", PhysicalType.FixedLenByteArray, () => LogicalType.Decimal(38, 25), random => new BigInteger(random.NextInt64(long.MinValue, long.MaxValue)) * random.NextInt64(), 16, 25),
        new("decimal(20,0) bytes", PhysicalType.ByteArray, () => LogicalType.Decimal(20, 0), random => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64)),
        new("decimal(30,11) bytes", PhysicalType.ByteArray, () => LogicalType.Decimal(30, 11), random => new BigInteger(random.NextInt64(long.MinValue, long.MaxValue)) * random.Next(1_000_000), Scale: 11),
    ];

    private readonly string _name;
    private readonly Kind _kind;
    private readonly Shape _shape;
    private readonly bool _optionalList, _optionalValue;
    private readonly string _itemName;
    private readonly int _length;
    private readonly BigInteger?[] _values;                       // (rows, length)
    private readonly Encoding? _encoding;                         // null for a dictionary

    public ParquetCaseColumn(Random random, string name, int rows)
    {
        (_name, _kind) = (name, Kinds[random.Next(Kinds.Length)]);
        _shape = (Shape)Math.Max(0, random.Next(-3, 4));
        (_optionalList, _optionalValue) = (random.Next(2) == 0, _shape is Shape.Scalar or Shape.ThreeLevels && random.Next(2) == 0);
        _itemName = new[] { "element", "item", "array" }[random.Next(3)];
        _length = _shape == Shape.Scalar ? 1 : random.Next(1, 5);
        var (gaps, few) = (_optionalValue ? new[] { 0, 0.1, 0.9, 1 }[random.Next(4)] : 0, random.Next(3) == 0);
        BigInteger[] some = [_kind.Draw(random), _kind.Draw(random)];
        _values = new BigInteger?[rows * _length];
        for (var i = 0; i < _values.Length; i++) _values[i] = random.NextDouble() < gaps ? null : few ? some[random.Next(2)] : _kind.Draw(random);
        Encoding[] encodings = _kind.Type switch
        {
            PhysicalType.Boolean => [Encoding.Plain, Encoding.Rle],
            PhysicalType.Int32 or PhysicalType.Int64 => [Encoding.Plain, Encoding.DeltaBinaryPacked, Encoding.ByteStreamSplit],
            PhysicalType.ByteArray => [Encoding.Plain, Encoding.DeltaLengthByteArray, Encoding.DeltaByteArray],
            PhysicalType.FixedLenByteArray => [Encoding.Plain, Encoding.ByteStreamSplit, Encoding.DeltaByteArray],
            _ => [Encoding.Plain, Encoding.ByteStreamSplit],
        };
        if (_kind.Type == PhysicalType.Boolean || random.Next(3) > 0) _encoding = encodings[random.Next(encodings.Length)];
    }

    private enum Shape
    {
        Scalar,
        Repeated,
        TwoLevels,
        ThreeLevels,
    }

    private short Level => (short)(_shape == Shape.Scalar ? 0 : _shape != Shape.Repeated && _optionalList ? 2 : 1);

    public override string ToString() => $"{_kind.Name} {_shape} of {_length}, {_itemName}, {(_optionalList ? "list or null, " : "")}{(_optionalValue ? "value or null, " : "")}{_encoding?.ToString() ?? "dictionary"}";

    public IEnumerable<double> Row(int row) => _values.Skip(row * _length).Take(_length).Select(value => value is { } there ? _kind.Number(there) : double.NaN);

    public void Encode(WriterPropertiesBuilder builder)
    {
        var path = _shape switch { Shape.TwoLevels => $"{_name}.{_itemName}", Shape.ThreeLevels => $"{_name}.list.{_itemName}", _ => _name };
        if (_encoding is { } encoding) builder.DisableDictionary(path).Encoding(path, encoding);
        else builder.EnableDictionary(path);
    }

    public Node Node()
    {
        using var list = LogicalType.List();
        using var type = _kind.Meaning();
        Node Value(string name, Repetition repetition) => new PrimitiveNode(name, repetition, type, _kind.Type, _kind.Width);
        var outer = _optionalList ? Repetition.Optional : Repetition.Required;
        var inner = _optionalValue ? Repetition.Optional : Repetition.Required;
        return _shape switch
        {
            Shape.Scalar => Value(_name, inner),
            Shape.Repeated => Value(_name, Repetition.Repeated),
            Shape.TwoLevels => new GroupNode(_name, outer, [Value(_itemName, Repetition.Repeated)], list),
            _ => new GroupNode(_name, outer, [new GroupNode("list", Repetition.Repeated, [Value(_itemName, inner)])], list),
        };
    }

    public void Write(ColumnWriter writer, int first, int rows)
    {
        var places = _values.AsSpan(first * _length, rows * _length).ToArray();
        var there = (short)(Level + (_optionalValue ? 1 : 0));
        short[] definitions = [.. places.Select(value => value is null ? (short)(there - 1) : there)];
        short[] repetitions = [.. places.Select((_, i) => (short)(i % _length == 0 ? 0 : 1))];
        BigInteger[] values = [.. places.OfType<BigInteger>()];
        switch (writer)
        {
            case ColumnWriter<bool> truths: Put(truths, value => !value.IsZero); break;
            case ColumnWriter<int> whole: Put(whole, value => (int)(uint)(value & uint.MaxValue)); break;
            case ColumnWriter<long> whole: Put(whole, value => (long)(ulong)(value & ulong.MaxValue)); break;
            case ColumnWriter<float> singles: Put(singles, value => (float)_kind.Number(value)); break;
            case ColumnWriter<double> doubles: Put(doubles, _kind.Number); break;
            default:
                var bytes = Marshal.AllocHGlobal(32 * values.Length + 1);
                try
                {
                    var at = bytes;
                    if (writer is ColumnWriter<FixedLenByteArray> fixedBytes) Put(fixedBytes, value => new FixedLenByteArray(Store(value, ref at)));
                    else Put((ColumnWriter<ByteArray>)writer, value => new ByteArray(Store(value, ref at), value.GetByteCount()));
                }
                finally
                {
                    Marshal.FreeHGlobal(bytes);
                }
                break;
        }

        void Put<T>(ColumnWriter<T> column, Func<BigInteger, T> store) where T : unmanaged =>
            column.WriteBatch(places.Length, there > 0 ? definitions : [], Level > 0 ? repetitions : [], values.Select(store).ToArray());

        // Big-endian, filled up with the sign; a half, the other way round.
        IntPtr Store(BigInteger value, ref IntPtr at)
        {
            var stored = value.ToByteArray(isBigEndian: true);
            if (_kind.Width > 0) stored = [.. Enumerable.Repeat((byte)(value.Sign < 0 ? 0xff : 0), Math.Max(0, _kind.Width - stored.Length)), .. stored];
            if (_kind.Name == "half") stored = [(byte)(value & 0xff), (byte)(value >> 8)];
            Marshal.Copy(stored, 0, at, stored.Length);
            at += 32;
            return at - 32;
        }
    }

    /// <summary>A way to store numbers.</summary>
    private sealed record Kind(string Name, PhysicalType Type, Func<LogicalType> Meaning, Func<Random, BigInteger> Draw, int Width = -1, int Scale = 0)
    {
        public double Number(BigInteger stored)
        {
            if (Name == "half") return (double)BitConverter.UInt16BitsToHalf((ushort)stored);
            if (Name == "float") return (float)((double)stored / 7 - 1e8);
            if (Name == "double") return (double)stored / 7 - 1e18;
            // As people write it: digits, and a point among them.
            var digits = BigInteger.Abs(stored).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
            return double.Parse($"{(stored.Sign < 0 ? "-" : "")}{digits[..^Scale]}.{digits[^Scale..]}0", CultureInfo.InvariantCulture);
        }
    }
}
