using CsCheck;

namespace SparseAutoencoders.Tests.Data;

public sealed class NpyRowsTests : IDisposable
{
    private static readonly byte[] Six = FileBytes.Singles(1, 2, 3, 4, 5, 6.5f);

    private readonly TestFolder _folder = new();

    public static TheoryData<string, byte[]> SameArray => new()
    {
        { "little-endian single", FileBytes.Npy("<f4", "(2, 3)", Six) },
        { "big-endian single", FileBytes.Npy(">f4", "(2, 3)", FileBytes.Swapped(4, Six)) },
        { "little-endian double", FileBytes.Npy("<f8", "(2, 3)", FileBytes.Doubles(1, 2, 3, 4, 5, 6.5)) },
        { "big-endian double", FileBytes.Npy(">f8", "(2, 3)", FileBytes.Swapped(8, FileBytes.Doubles(1, 2, 3, 4, 5, 6.5))) },
        // numpy: np.array([[1, 2, 3], [4, 5, 6.5]], dtype).tobytes()
        { "little-endian half", FileBytes.Npy("<f2", "(2, 3)", 0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0x80, 0x46) },
        { "big-endian half", FileBytes.Npy(">f2", "(2, 3)", 0x3c, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46, 0x80) },
        { "columns one after the other", FileBytes.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", FileBytes.Singles(1, 4, 2, 5, 3, 6.5f)) },
        { "columns one after the other, big-endian double", FileBytes.Npy("{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }", FileBytes.Swapped(8, FileBytes.Doubles(1, 4, 2, 5, 3, 6.5))) },
        { "other order, spaces and quotes", FileBytes.Npy(" {\"shape\" :( 2,3 ,) ,\t'fortran_order':False,u'descr':'<f4'}  \n ", Six) },
        { "written by Python 2", FileBytes.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }", Six) },
        { "version 2", FileBytes.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Six, version: 2) },
        { "version 3", FileBytes.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", Six, version: 3) },
    };

    [Theory]
    [MemberData(nameof(SameArray))]
    public void Array_is_read_however_it_is_stored(string how, byte[] file)
    {
        foreach (var path in new[] { _folder.Add("a.npy", file), _folder.Add("a.npy.gz", TestFolder.Gzip(file)) })
        {
            using var rows = Choices.BuiltIn.Open(path);
            Assert.True(rows is { Count: 2, Width: 3, Image: null }, how);
            Assert.Equal([1, 2, 3, 4, 5, 6.5], rows.ToMatrix<double>().All);
            Assert.Equal([1, 2, 3, 4, 5, 6.5f], rows.ToMatrix<float>().All);
        }
    }

    [Fact]
    public void Bytes_are_shares_of_255_and_three_sizes_are_images()
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.npy", FileBytes.Npy("|u1", "(1, 2, 2)", 0, 1, 254, 255)));
        Assert.Equal((new ImageShape(2, 2), "uint8"), (rows.Image, rows.NumberType));
        Assert.Equal([0, 1 / 255f, 254 / 255f, 1], rows.ToMatrix<float>().All);
    }

    [Theory]
    [InlineData("|b1", "bool", new byte[] { 0, 1, 2 }, new double[] { 0, 1, 1 })]
    [InlineData("|i1", "int8", new byte[] { 0, 127, 128 }, new double[] { 0, 127, -128 })]
    [InlineData("<u2", "uint16", new byte[] { 1, 0, 0, 1, 255, 255 }, new double[] { 1, 256, 65535 })]
    [InlineData(">i2", "int16", new byte[] { 0, 1, 1, 0, 255, 255 }, new double[] { 1, 256, -1 })]
    [InlineData("<u4", "uint32", new byte[] { 1, 0, 0, 0, 0, 1, 0, 0, 255, 255, 255, 255 }, new double[] { 1, 256, 4294967295 })]
    [InlineData(">i4", "int32", new byte[] { 0, 0, 0, 1, 0, 0, 1, 0, 255, 255, 255, 255 }, new double[] { 1, 256, -1 })]
    [InlineData("<u8", "uint64", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 128 }, new double[] { 1, 9007199254740992, 9223372036854775808 })]
    [InlineData(">i8", "int64", new byte[] { 0, 0, 0, 0, 0, 0, 0, 1, 0, 32, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0 }, new double[] { 1, 9007199254740992, -9223372036854775808 })]
    public void Whole_numbers_and_truth_values_are_read_as_they_are(string type, string name, byte[] bytes, double[] numbers)
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.npy", FileBytes.Npy(type, "(1, 3)", bytes)));
        Assert.Equal(name, rows.NumberType);
        Assert.Equal(numbers, rows.ToMatrix<double>().All.ToArray());
        Assert.Equal(numbers.Select(number => (float)number), rows.ToMatrix<float>().All.ToArray());
    }

    [Theory, InlineData(1, 1), InlineData(2, 2), InlineData(4, 4), InlineData(8, 8), InlineData(4, 1), InlineData(2, 50)]
    public void Fortran_order_of_any_sizes_gives_the_same_rows(int size, int count)
    {
        // Element (r, i, j, k) is its own number; stored with r fastest, then i, j, k.
        var (shape, numbers, bytes) = ((A: 2, B: 3, C: 4), new List<double>(), new List<byte>());
        for (var k = 0; k < shape.C; k++)
            for (var j = 0; j < shape.B; j++)
                for (var i = 0; i < shape.A; i++)
                    for (var r = 0; r < count; r++) bytes.AddRange(BitConverter.GetBytes((long)(((r * shape.A + i) * shape.B + j) * shape.C + k) & 127).AsSpan(0, size));
        for (var n = 0; n < count * 24; n++) numbers.Add(n & 127);
        var file = FileBytes.Npy($"{{'descr': '<{(size == 1 ? "i" : "u")}{size}', 'fortran_order': True, 'shape': ({count}, 2, 3, 4), }}", [.. bytes]);
        foreach (var path in new[] { _folder.Add("a.npy", file), _folder.Add("a.npy.gz", TestFolder.Gzip(file)) })
        {
            using var rows = Choices.BuiltIn.Open(path);
            Assert.Equal((count, 24), (rows.Count, rows.Width));
            Assert.Equal(numbers, rows.ToMatrix<double>().All.ToArray());
            var last = new float[24];
            rows.Read<float>(count - 1, last);
            Assert.Equal(numbers.TakeLast(24).Select(number => (float)number), last);
        }
    }

    [Fact]
    public void Images_in_Fortran_order_keep_their_shape()
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.npy", FileBytes.Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 2, 2), }", [0, 51, 255, 102])));
        Assert.Equal((new ImageShape(2, 2), "uint8"), (rows.Image, rows.NumberType));
        Assert.Equal([0, 1, 0.2f, 0.4f], rows.ToMatrix<float>().All);
    }

    [Fact]
    public void More_than_three_sizes_become_one_row()
    {
        using var rows = Choices.BuiltIn.Open(_folder.Add("a.npy", FileBytes.Npy("|u1", "(2, 1, 2, 2)", 0, 0, 0, 0, 255, 255, 255, 255)));
        Assert.True(rows is { Count: 2, Width: 4, Image: null });
    }

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { FileBytes.Npy("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 3), }", Six), "is cut short: the header promises 3 rows of 3 numbers" },
        { FileBytes.Npy("<f16", "(1, 2)", [.. Six, .. new byte[8]]), "holds floating-point numbers of another size ('<f16'), which are not read. Save it with np.save(file, a.astype(np.float32))." },
        { FileBytes.Npy("<c8", "(1, 3)", Six), "holds complex numbers ('<c8')" },
        { FileBytes.Npy("<U3", "(1, 2)", Six), "holds text ('<U3')" },
        { FileBytes.Npy("|O", "(1, 2)", Six), "holds Python objects ('|O')" },
        { FileBytes.Npy("<M8[D]", "(1, 3)", Six), "holds dates or times ('<M8[D]')" },
        { FileBytes.Npy("{'descr': [('x', '<f4'), ('y', '<f4', (2,))], 'fortran_order': False, 'shape': (2,), }", Six), "records of several fields" },
        { FileBytes.Npy("<f4", "(6,)", Six), "holds a list of 6 numbers, not rows. Save np.reshape(a, (-1, inputs))" },
        { FileBytes.Npy("<f4", "()", FileBytes.Singles(1)), "holds a single number" },
        { FileBytes.Npy("<f4", "(3, 3)", Six), "is cut short: the header promises 3 rows of 3 numbers" },
        { FileBytes.Npy("<f4", "(1, 3)", Six), "holds more than its header promises" },
        { FileBytes.Npy("<f4", "(0, 3)"), "holds no rows" },
        { FileBytes.Npy("<f4", "(3, 0)"), "its rows hold no numbers" },
        { FileBytes.Npy("<f4", "(4611686018427387904, 4)", Six), "at most 2147483647" },
        { FileBytes.Npy("<f4", "(2, 9223372036854775807, 9223372036854775807, 9223372036854775807)", Six), "at most 2147483647" },
        { FileBytes.Npy("<f4", "(99999999999999999999, 4)", Six), "is not a number that fits" },
        { FileBytes.Npy("<f4", "(-2, -3)", Six), "'shape' is no tuple of sizes" },
        { FileBytes.Npy("<f4", "('a', 3)", Six), "'shape' is no tuple of sizes" },
        { FileBytes.Npy("{'descr': '<f4', 'shape': (2, 3)}", Six), "'fortran_order' is not True or False" },
        { FileBytes.Npy("{'descr': '<f4', 'fortran_order': False}", Six), "'shape' is no tuple of sizes" },
        { FileBytes.Npy("{'fortran_order': False, 'shape': (2, 3)}", Six), "'descr' is missing" },
        { FileBytes.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'more': 1}", Six), "the key 'more' was not expected" },
        { FileBytes.Npy("", Six), "its NPY header cannot be read: it ends too early" },
        { FileBytes.Npy(new string('(', 5000), Six), "nested too deeply" },
        { [0x93, .. "NUMPY"u8, 1, 0], "ends inside its header" },
        { [0x93, .. "NUMPY"u8, 1, 0, 200, 0, 1, 1, 1], "ends inside its header" },
        { [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255, 1, 1], "it claims to be 4294967295 bytes long" },
        { [0x93, .. "NUMPY"u8, 4, 0, 2, 0, 0, 0, 1, 1, 1], "is NPY version 4.0, and 1.0 to 3.0 are read" },
        { [1, 2, 3], "does not begin as an NPY file does" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Bad_file_is_refused_with_its_reason(byte[] file, string reason)
    {
        var path = _folder.Add("bad.npy", file);
        Assert.Contains(reason, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit()
    {
        var numbers = Gen.Double.Array[1, 200].SelectMany(all => Gen.Int[1, all.Length].Select(width => (all, width)));
        numbers.Sample((all, width) =>
        {
            var rows = Rows.From<double>([.. all.Take(all.Length / width * width).Chunk(width)]);
            var path = _folder[Guid.NewGuid() + ".npy"];
            RowOutput.Write<double>(path, rows, cancel: TestContext.Current.CancellationToken);
            using var again = Choices.BuiltIn.Open(path);
            Assert.Equal((rows.Count, rows.Width), (again.Count, again.Width));
            Assert.Equal(rows.ToMatrix<double>().All.ToArray().Select(BitConverter.DoubleToInt64Bits), again.ToMatrix<double>().All.ToArray().Select(BitConverter.DoubleToInt64Bits));
        }, iter: 100, seed: "0000000000001");
    }

    public void Dispose() => _folder.Dispose();
}
