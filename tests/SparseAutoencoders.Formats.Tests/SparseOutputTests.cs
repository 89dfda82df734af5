using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using CsCheck;
using ParquetSharp;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Rows written without their zeros.</summary>
public sealed class SparseOutputTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    // Row 1 is empty, and column 2 too.
    private static readonly double[][] Some = [[0, 1.5, 0, -2], [0, 0, 0, 0], [3, 0, 0, 0.25]];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(true), InlineData(false)]
    public void Npz_holds_the_arrays_that_scipy_saves(bool sparse)
    {
        Write<float>("a.npz", Rows(Some, sparse));
        using var archive = ZipFile.OpenRead(_folder["a.npz"]);
        Assert.Equal(["indices.npy", "indptr.npy", "format.npy", "shape.npy", "data.npy"], archive.Entries.Select(entry => entry.FullName));
        Assert.All(archive.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
        Assert.Equal(Numpy("<i4", "(4,)", Ints(1, 3, 0, 3)), Member(archive, "indices"));
        Assert.Equal(Numpy("<i4", "(4,)", Ints(0, 2, 2, 4)), Member(archive, "indptr"));
        Assert.Equal(Numpy("|S3", "()", "csr"u8.ToArray()), Member(archive, "format"));
        Assert.Equal(Numpy("<i8", "(2,)", Longs(3, 4)), Member(archive, "shape"));
        Assert.Equal(Numpy("<f4", "(4,)", FileBytes.Singles(1.5f, -2, 3, 0.25f)), Member(archive, "data"));
    }

    [Fact]
    public void Npz_of_more_numbers_than_32_bits_count_has_64_bits()
    {
        using (var stream = File.Create(_folder["a.npz"])) new NpzOutput(mostNarrow: 3).Write<double>(stream, Rows(Some), null, TestContext.Current.CancellationToken);
        using (var archive = ZipFile.OpenRead(_folder["a.npz"]))
        {
            Assert.Equal(Numpy("<i8", "(4,)", Longs(1, 3, 0, 3)), Member(archive, "indices"));
            Assert.Equal(Numpy("<i8", "(4,)", Longs(0, 2, 2, 4)), Member(archive, "indptr"));
        }
        using var again = Choices.Open(_folder["a.npz"]);
        Assert.Equal(Some.SelectMany(row => row), again.ToMatrix<double>().All.ToArray());
    }

    [Fact]
    public void Npz_is_read_again_bit_for_bit() =>
        Gen.Select(Gen.Frequency((3, Gen.Const(0.0)), (1, Gen.Double)).Array[1, 90], Gen.Int[1, 12], Gen.Bool).Where((all, width, _) => all.Length >= width && all.All(x => !double.IsNaN(x) && (x != 0 || !double.IsNegative(x)))).Sample((all, width, sparse) =>
        {
            var rows = Rows([.. all.Take(all.Length / width * width).Chunk(width)], sparse);
            var name = Guid.NewGuid() + ".npz";
            Write<double>(name, rows);
            using var again = Choices.Open(_folder[name]);
            return again is { NumberType: "sparse float64" } && again.Count == rows.Count && again.ToMatrix<double>().All.SequenceEqual(rows.ToMatrix<double>().All);
        }, iter: 60);

    [Fact]
    public void Npz_of_many_blocks_keeps_the_order_and_is_the_same_on_any_day()
    {
        var rows = new Few(Many(5000, 40));
        var told = new List<int>();
        Write<float>("a.npz", rows, new Told(told));
        Write<float>("b.npz", rows);
        Assert.Equal((true, 5000), (told.Count > 1, told[^1]));
        Assert.Equal(told.Order(), told);
        Assert.Equal(File.ReadAllBytes(_folder["a.npz"]), File.ReadAllBytes(_folder["b.npz"]));
        using var again = Choices.Open(_folder["a.npz"]);
        Assert.Equal(rows.ToMatrix<float>().All.ToArray(), again.ToMatrix<float>().All.ToArray());
    }

    [Fact]
    public void Parquet_holds_a_list_of_units_and_one_of_values_a_row()
    {
        Write<float>("a.parquet", Rows(Some));
        using var file = new ParquetFileReader(_folder["a.parquet"]);
        Assert.Equal(["units.list.element", "values.list.element"], Enumerable.Range(0, 2).Select(i => file.FileMetaData.Schema.Column(i).Path.ToDotString()));
        Assert.Equal("4", file.FileMetaData.KeyValueMetadata["sparse_autoencoders.width"]);
        Assert.Equal((3, 1), (file.FileMetaData.NumRows, file.FileMetaData.NumRowGroups));
        using var group = file.RowGroup(0);
        using (var units = group.Column(0).LogicalReader<int[]>()) Assert.Equal([[1, 3], [], [0, 3]], units.ReadAll(3));
        using (var values = group.Column(1).LogicalReader<float[]>()) Assert.Equal([[1.5f, -2], [], [3, 0.25f]], values.ReadAll(3));
    }

    [Fact]
    public void Parquet_of_many_row_groups_keeps_the_order()
    {
        var matrix = Many(70_000, 12);
        Write<double>("a.parquet", new Few(matrix));
        using var file = new ParquetFileReader(_folder["a.parquet"]);
        Assert.True(file.FileMetaData.NumRowGroups > 1);
        var row = 0;
        for (var g = 0; g < file.FileMetaData.NumRowGroups; g++)
        {
            using var group = file.RowGroup(g);
            var count = (int)group.MetaData.NumRows;
            using var units = group.Column(0).LogicalReader<int[]>();
            using var values = group.Column(1).LogicalReader<double[]>();
            foreach (var (places, numbers) in units.ReadAll(count).Zip(values.ReadAll(count)))
            {
                var dense = new double[12];
                foreach (var (place, number) in places.Zip(numbers)) dense[place] = number;
                Assert.True(matrix.Row(row++).SequenceEqual(dense));
            }
        }
        Assert.Equal(70_000, row);
    }

    [Fact]
    public void Parquet_of_lists_is_not_taken_for_rows()
    {
        Write<float>("a.parquet", Rows([[1, 0, 2], [0, 3, 4]]));
        Assert.Equal(": holds codes without their zeros, as lists of units and values, which are not read as rows. Write them as .npz or .npy to read them again.",
            TestFolder.Message(_folder["a.parquet"], Assert.Throws<InvalidDataException>(() => Choices.Open(_folder["a.parquet"]))));
    }

    [Fact]
    public void Parquet_of_rows_that_offer_no_lists_has_a_column_a_number_as_ever()
    {
        Write<double>("a.parquet", Rows(Some, sparse: false));
        using var again = Choices.Open(_folder["a.parquet"]);
        Assert.Equal(["column_0", "column_1", "column_2", "column_3"], again.Columns!);
        Assert.Equal(Some.SelectMany(row => row), again.ToMatrix<double>().All.ToArray());
    }

    [Theory, InlineData(".npz"), InlineData(".parquet")]
    public void Stopped_or_failed_writing_leaves_no_file(string ending)
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => RowOutput.Write<double>(_folder["a" + ending], new Few(Many(5000, 40)), Choices.Outputs, new Told([], stop.Cancel), stop.Token));
        Assert.Throws<InvalidDataException>(() => Write<double>("a" + ending, new Few(Many(5000, 40), brokenFrom: 4000)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory, InlineData(".npz", 0), InlineData(".npz", 5000), InlineData(".parquet", 0), InlineData(".parquet", 5000)]
    public void Full_disk_is_told_as_the_system_tells_it(string ending, int room)
    {
        var writer = Choices.Outputs.First(kind => kind.Ending == ending);
        using var stream = new FullDisk(room);
        Assert.Equal("No space left on device", Assert.Throws<IOException>(() => writer.Write<double>(stream, new Few(Many(5000, 40)), null, TestContext.Current.CancellationToken)).Message);
    }

    private void Write<T>(string name, IRows rows, IProgress<int>? progress = null) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RowOutput.Write<T>(_folder[name], rows, Choices.Outputs, progress, TestContext.Current.CancellationToken);

    private static IRows Rows(double[][] rows, bool sparse = true) => sparse ? new Few(SparseAutoencoders.Rows.From<double>(rows).ToMatrix<double>()) : SparseAutoencoders.Rows.From<double>(rows);

    private static Matrix<double> Many(int count, int width)
    {
        var (matrix, random) = (new Matrix<double>(count, width), new Random(5));
        for (var i = 0; i < matrix.All.Length; i++) matrix.All[i] = random.Next(4) == 0 ? random.NextSingle() : 0;
        return matrix;
    }

    private static byte[] Member(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name + ".npy")!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    // numpy makes heads as long as a multiple of 64 bytes.
    private static byte[] Numpy(string type, string shape, byte[] numbers) => FileBytes.Npy($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(128 - 11) + "\n", numbers);

    private static byte[] Ints(params int[] numbers) => Bytes(numbers, sizeof(int), BinaryPrimitives.WriteInt32LittleEndian);

    private static byte[] Longs(params long[] numbers) => Bytes(numbers, sizeof(long), BinaryPrimitives.WriteInt64LittleEndian);

    private static byte[] Bytes<T>(T[] numbers, int size, Action<Span<byte>, T> write)
    {
        var bytes = new byte[numbers.Length * size];
        for (var i = 0; i < numbers.Length; i++) write(bytes.AsSpan(i * size), numbers[i]);
        return bytes;
    }

    /// <summary>Rows in memory that can be read without their zeros.</summary>
    private sealed class Few(Matrix<double> rows, int brokenFrom = int.MaxValue) : RowView(SparseAutoencoders.Rows.From(rows)), ISparseRows
    {
        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);

        public void ReadSparse<T>(int first, int count, SparseCodes<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (first + count > brokenFrom) throw new InvalidDataException("rows: broken.");
            var block = new Matrix<T>(count, Width);
            Read(first, block.All);
            destination.Take(block);
        }
    }

    private sealed class Told(List<int> counts, Action? then = null) : IProgress<int>
    {
        public void Report(int value)
        {
            counts.Add(value);
            then?.Invoke();
        }
    }
}
