namespace SparseAutoencoders.Tests.Data;

public sealed class IdxRowsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_are_read_as_shares_of_255_and_three_sizes_are_images(bool packed)
    {
        byte[] file = FileBytes.Idx(0x08, [2, 2, 3], 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6);
        using var rows = Choices.BuiltIn.Open(_folder.Add("any name", packed ? TestFolder.Gzip(file) : file));

        Assert.Equal((2, 6, new ImageShape(2, 3), "uint8"), (rows.Count, rows.Width, rows.Image, rows.NumberType));
        Assert.Null(rows.Columns);
        Assert.Equal([0, 51 / 255.0, 102 / 255.0, 153 / 255.0, 204 / 255.0, 1, 1 / 255.0, 2 / 255.0, 3 / 255.0, 4 / 255.0, 5 / 255.0, 6 / 255.0], rows.ToMatrix<double>().All);
        var second = new float[6];
        rows.Read(1, second);
        Assert.Equal([1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f, 5 / 255f, 6 / 255f], second);
    }

    public static TheoryData<byte, byte[], double[]> OtherTypes => new()
    {
        { 0x09, [0xff, 0x7f], [-1, 127] },
        { 0x0B, [0x01, 0x02, 0xff, 0xfe], [258, -2] },
        { 0x0C, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff], [65536, -1] },
        { 0x0D, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], [1.5, -2] },
        { 0x0E, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], [1.5, -2] },
    };

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public void Numbers_of_other_types_are_read_as_they_are(byte type, byte[] bytes, double[] expected)
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.idx", FileBytes.Idx(type, [1, 2], bytes)));
        Assert.Null(rows.Image);
        Assert.Equal(expected, rows.ToMatrix<double>().All);
        Assert.Equal(expected.Select(x => (float)x), rows.ToMatrix<float>().All.ToArray());
    }

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { FileBytes.Idx(0x08, [3], 1, 2, 3), "holds labels (one number a row), not images. Give the images file" },
        { FileBytes.Idx(0x08, [3, 2], 1, 2, 3), "is cut short: the header promises 3 rows of 2 numbers, 18 bytes in all, and the file ends after 15" },
        { FileBytes.Idx(0x08, [1, 2], 1, 2, 3), "holds more than its header promises" },
        { FileBytes.Idx(0x0E, [0x7fffffff, 0x7fffffff], 1), "is cut short" },
        { FileBytes.Idx(0x08, [0xffffffff, 1], 1), "4294967295x1; at most" },
        { FileBytes.Idx(0x08, [1, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 1), "at most 2147483647" },
        { FileBytes.Idx(0x08, [0, 2]), "holds no rows" },
        { FileBytes.Idx(0x08, [2, 0]), "its rows hold no numbers" },
        { [0, 0, 8, 3, 0, 0], "ends inside its header" },
        { [0, 0, 8, 255, 0, 0, 0, 1], "ends inside its header" },
        { [1, 2, 3], "does not begin as an IDX file does" },
        { [0, 0, 7, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0], "does not begin as an IDX file does" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_with_its_reason_packed_or_not(byte[] file, string reason)
    {
        foreach (var path in new[] { _folder.Add("bad.idx", file), _folder.Add("bad.idx.gz", TestFolder.Gzip(file)) })
            Assert.Contains(reason, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path))), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_beyond_the_last_are_refused()
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.idx", FileBytes.Idx(0x08, [2, 2], 1, 2, 3, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(1, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(-1, new float[2]));
        Assert.Throws<ArgumentException>(() => rows.Read(0, new float[3]));
        rows.Read(2, Span<float>.Empty);
    }

    // Sums by numpy: np.frombuffer(gzip.open(path).read(), np.uint8)[16:].reshape(10000, 784).sum(1)
    [Fact]
    public void Fashion_MNIST_has_the_sums_numpy_finds()
    {
        using var rows = Choices.BuiltIn.Open(RepositoryRoot.File("data/fashion-mnist/t10k-images-idx3-ubyte.gz"));
        Assert.Equal((10000, 784, new ImageShape(28, 28)), (rows.Count, rows.Width, rows.Image));
        var all = rows.ToMatrix<double>();
        Assert.Equal([33456, 100994, 27552, 24390], new[] { 0, 1, 4999, 9999 }.Select(r => (long)Math.Round(Sum(all.Row(r)))));
        Assert.Equal(573469082, (long)Math.Round(Sum(all.All)));
        Assert.Equal((110 / 255.0, 254 / 255.0), (all[0, 14 * 28 + 14], all[9999, 497]));

        static double Sum(ReadOnlySpan<double> row)
        {
            var sum = 0.0;
            foreach (var x in row) sum += x * 255;
            return sum;
        }
    }

    [Fact]
    public void Fashion_MNIST_labels_are_refused()
    {
        var path = RepositoryRoot.File("data/fashion-mnist/t10k-labels-idx1-ubyte.gz");
        Assert.EndsWith(": holds labels (one number a row), not images. Give the images file (…-images-idx3-ubyte.gz).", Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reading_from_many_threads_at_once_gives_the_same_rows(bool packed)
    {
        var numbers = new byte[200 * 7];
        new Random(1).NextBytes(numbers);
        var file = FileBytes.Idx(0x08, [200, 7], numbers);
        using var rows = Choices.BuiltIn.Open(_folder.Add("a", packed ? TestFolder.Gzip(file) : file));
        Parallel.For(0, 200, r =>
        {
            var row = new double[7];
            rows.Read(r, row);
            for (var j = 0; j < 7; j++) Assert.Equal(numbers[r * 7 + j] / 255.0, row[j]);
        });
    }

    public void Dispose() => _folder.Dispose();
}
