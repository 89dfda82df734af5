using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SparseAutoencoders.Formats;

/// <summary>Writes rows without their zeros as two columns of lists, none of them null: where a row is not 0, and what stands there.</summary>
internal static class ParquetLists
{
#if DEBUG
    private const int MostRows = 20, MostNumbers = 50;
#else
    // A row group is in memory as a whole.
    private const int MostRows = 1 << 16, MostNumbers = 1 << 22;
#endif

    // Levels of the format: an element that is there, or a list without one; the first of a list, or a further one.
    private const short There = 1, Empty = 0, First = 0, Further = 1;

    /// <summary>Key under which the file says how many numbers a row has, zeros too.</summary>
    public static ReadOnlySpan<byte> WidthNote => "sparse_autoencoders.width"u8;

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Takes it.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks.</param>
    public static void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var schema = new GroupNode("schema", Repetition.Required, [List("units", PhysicalType.Int32), List("values", typeof(T) == typeof(float) ? PhysicalType.Float : PhysicalType.Double)]);
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).DisableDictionary("values.list.element").Build();      // hardly a value comes twice; units do
        using var output = new ManagedOutputStream(stream, leaveOpen: true);
        var notes = new Dictionary<string, string> { [System.Text.Encoding.UTF8.GetString(WidthNote)] = rows.Width.ToString(CultureInfo.InvariantCulture) };
        using var parquet = new ParquetFileWriter(output, schema, properties, notes);
        var group = new Group<T>();
        foreach (var (first, block) in SparseWalk.Blocks<T>(rows, cancel))
        {
            for (var r = 0; r < block.Rows; r++)
            {
                group.Add(block, r);
                if (group.Rows < MostRows && group.Numbers < MostNumbers) continue;
                group.WriteTo(parquet);
            }
            progress?.Report(first + block.Rows);
        }
        if (group.Rows > 0) group.WriteTo(parquet);
        parquet.Close();                                                         // writes the file's end
    }

    private static GroupNode List(string name, PhysicalType type)
    {
        using var plain = LogicalType.None();
        using var list = LogicalType.List();
        using var element = new PrimitiveNode("element", Repetition.Required, plain, type);
        using var repeated = new GroupNode("list", Repetition.Repeated, [element]);
        return new GroupNode(name, Repetition.Required, [repeated], list);
    }

    /// <summary>The rows of the next row group.</summary>
    private sealed class Group<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly List<short> _there = [], _further = [];
        private readonly List<int> _units = [];
        private readonly List<T> _values = [];

        public int Rows { get; private set; }

        public int Numbers => _units.Count;

        public void Add(SparseCodes<T> block, int row)
        {
            var (start, end) = (block.StartOf(row), block.StartOf(row + 1));
            _units.AddRange(block.Units[start..end]);
            _values.AddRange(block.Values[start..end]);
            _there.Add(end > start ? There : Empty);
            _further.Add(First);
            for (var more = start + 1; more < end; more++)
            {
                _there.Add(There);
                _further.Add(Further);
            }
            Rows++;
        }

        public void WriteTo(ParquetFileWriter parquet)
        {
            using var group = parquet.AppendRowGroup();
            Write(group, _units);
            Write(group, _values);
            group.Close();
            _there.Clear();
            _further.Clear();
            _units.Clear();
            _values.Clear();
            Rows = 0;
        }

        private void Write<TNumber>(RowGroupWriter group, List<TNumber> numbers) where TNumber : unmanaged
        {
            using var writer = (ColumnWriter<TNumber>)group.NextColumn();
            writer.WriteBatch(_there.Count, CollectionsMarshal.AsSpan(_there), CollectionsMarshal.AsSpan(_further), CollectionsMarshal.AsSpan(numbers));
        }
    }
}
