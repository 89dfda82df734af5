using System.IO.Compression;
using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Members as scipy.sparse.save_npz 1.10 writes them, computed by hand.</summary>
public sealed class SparseNpzTests : IDisposable
{
    // Row 1 is empty; in row 2 a place stands twice.
    private static readonly double[] Dense = [0, 1, 0, 2, 0, 0, 0, 0, 7, 0, 0, -3];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, (string, byte[])[]> SameArray => new()
    {
        { "csr", [Text("csr"), Shape(3, 4), Doubles(1, 2, 3, -3, 4), ("indices", Ints(1, 3, 0, 3, 0)), ("indptr", Ints(0, 2, 2, 5))] },
        { "csr, unsorted, 64 bits, text of UTF-32", [("format", FileBytes.Npy("<U3", "()", Encoding.UTF32.GetBytes("csr"))), Shape(3, 4), Doubles(2, 1, 4, -3, 3), ("indices", Longs(3, 1, 0, 3, 0)), ("indptr", Longs(0, 2, 2, 5))] },
        { "csc", [Text("csc"), Shape(3, 4), Doubles(3, 4, 1, 2, -3), ("indices", Ints(2, 2, 0, 0, 2)), ("indptr", Ints(0, 2, 3, 3, 5)), ("_is_array", FileBytes.Npy("|b1", "()", 1))] },
        { "coo", [Text("coo"), Shape(3, 4), Doubles(-3, 4, 1, 3, 2), ("row", Ints(2, 2, 0, 2, 0)), ("col", Ints(3, 0, 1, 0, 3))] },
    };

    [Theory, MemberData(nameof(SameArray))]
    public void Array_is_read_however_it_is_stored(string how, (string, byte[])[] members)
    {
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
        {
            using var rows = Choices.BuiltIn.WithMoreFormats().Open(Archive(level, members));
            Assert.True(rows is { Count: 3, Width: 4, NumberType: "sparse float64", Image: null, Columns: null }, how);
            Assert.Equal(Dense.Select(x => x == 7 ? 3 + 4 : x), rows.ToMatrix<double>().All.ToArray());
            Assert.Equal(Dense.Select(x => (float)x), rows.ToMatrix<float>().All.ToArray());
            var row = new double[4];
            foreach (var place in new[] { 2, 1, 0 })
            {
                rows.Read<double>(place, row);
                Assert.Equal(Dense.Skip(4 * place).Take(4), row);
            }
        }
    }

    [Theory]
    [InlineData("|u1", new byte[] { 1, 2, 3, 255, 4 }, new double[] { 0, 1, 0, 2, 0, 0, 0, 0, 7, 0, 0, 255 })]      // counts, not shares of 255
    [InlineData("|b1", new byte[] { 1, 1, 1, 1, 1 }, new double[] { 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1 })]          // True and True is True
    [InlineData("<i2", new byte[] { 1, 0, 2, 0, 3, 0, 255, 255, 4, 0 }, new double[] { 0, 1, 0, 2, 0, 0, 0, 0, 7, 0, 0, -1 })]
    public void Numbers_of_any_type_are_read_as_they_are(string type, byte[] bytes, double[] dense)
    {
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(Archive(CompressionLevel.Optimal,
            Text("csr"), Shape(3, 4), ("data", FileBytes.Npy(type, "(5,)", bytes)), ("indices", Ints(1, 3, 0, 3, 0)), ("indptr", Ints(0, 2, 2, 5))));
        Assert.Equal(dense, rows.ToMatrix<double>().All.ToArray());
    }

    [Fact]
    public void Many_rows_in_any_order_are_put_in_order()
    {
        // A number in each row, and its place in the row tells which; stored from the last row to the first.
        const int Count = 500;
        int[] row = [.. Enumerable.Range(0, Count).Reverse()];
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(Archive(CompressionLevel.Optimal,
            Text("coo"), Shape(Count + 2, 7), Doubles([.. row.Select(r => r + 1.0)]), ("row", Ints(row)), ("col", Ints([.. row.Select(r => r % 7)]))));
        var all = rows.ToMatrix<double>();
        for (var r = 0; r < Count + 2; r++)
            for (var j = 0; j < 7; j++) Assert.Equal(r < Count && j == r % 7 ? r + 1 : 0, all[r, j]);
    }

    public static TheoryData<(string, byte[])[], string> Refused => new()
    {
        { [Text("bsr"), Shape(2, 2)], "holds a sparse array in the format 'bsr', and csr, csc and coo are read. Save it with scipy.sparse.save_npz(file, a.tocsr())." },
        { [Text("csr"), Shape(2, 2)], "its array data is missing" },
        { [Text("csr"), ("shape", Ints(5)), Doubles(1)], "holds a sparse array of 1 sizes" },
        { [Text("csr"), Shape(0, 2), Doubles()], "holds no rows (its sizes are 0x2)" },
        { [Text("csr"), Shape(2, 1 << 30), Doubles()], "at most 2147483647 rows of 16777216 numbers are read" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", Ints(2)), ("indptr", Ints(0, 0, 1))], "a number stands in row 2, column 3 of 2 rows and 2 columns" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", Ints(-1)), ("indptr", Ints(0, 0, 1))], "a number stands in row 2, column 0" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", Ints(1)), ("indptr", Ints(0, 1, 0))], "its array indptr goes from 1 to 0" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", Ints(1)), ("indptr", Ints(0, 1, 9))], "its array indptr goes from 1 to 9, and there are 1 numbers" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", Ints(1)), ("indptr", Ints(1, 1, 1))], "its array indptr does not begin with 0" },
        { [Text("csr"), Shape(2, 2), Doubles(1, 2), ("indices", Ints(1)), ("indptr", Ints(0, 1, 1))], "its arrays hold 3, 1 and 2 numbers for 2" },
        { [Text("csr"), Shape(2, 2), Doubles(1), ("indices", FileBytes.Npy("<f8", "(1,)", FileBytes.Doubles(1))), ("indptr", Ints(0, 1, 1))], "its array indices holds float64 and not whole numbers" },
        { [Text("csc"), Shape(2, 2), Doubles(1), ("indices", Ints(2)), ("indptr", Ints(0, 0, 1))], "a number stands in row 3, column 2 of 2 rows and 2 columns" },
        { [Text("coo"), Shape(2, 2), Doubles(1), ("row", Ints(2)), ("col", Ints(0))], "a number stands in row 3, column 1 of 2 rows and 2 columns" },
        { [Text("coo"), Shape(2, 2), Doubles(1), ("row", Ints(2, 1)), ("col", Ints(0))], "its arrays hold 2, 1 and 1 numbers" },
        { [Text("coo"), Shape(2_000_000_000, 2), Doubles(1), ("row", Ints(2)), ("col", Ints(0))], "holds 2000000000 rows and 1 numbers in the format coo" },
        { [Text("csr"), Shape(2, 2), ("data", FileBytes.Npy("<c8", "(1,)", FileBytes.Doubles(1)))], "holds complex numbers" },
        { [Text("csr"), Shape(2, 2), ("data", FileBytes.Npy("<f8", "(1, 1)", FileBytes.Doubles(1)))], "its array data has sizes of 1x1 and is no list" },
        { [Text("csr"), Shape(2, 2), ("data", FileBytes.Npy("<f8", "(2,)", FileBytes.Doubles(1)))], "is cut short: the header promises 2 numbers of its array data" },
        { [("data", FileBytes.Npy("<f8", "(1,)", FileBytes.Doubles(1))), ("coords", FileBytes.Npy("<i8", "(2, 1)", FileBytes.Doubles(1, 1))), Shape(2, 2), ("fill_value", FileBytes.Npy("<f8", "()", FileBytes.Doubles(0)))], "as the package sparse saves it" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void Array_that_is_not_read_or_not_whole_is_refused(object members, string finding)
    {
        var path = Archive(CompressionLevel.Optimal, ((string, byte[])[])members);
        Assert.Contains(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.WithMoreFormats().Open(path))), StringComparison.Ordinal);
    }

    [Fact]
    public void Array_called_format_that_is_no_text_is_an_array_like_others()
    {
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(Archive(CompressionLevel.Optimal, ("format", FileBytes.Npy("<f8", "(1, 2)", FileBytes.Doubles(1, 2))), Shape(1, 2)));
        Assert.Equal([1, 2], rows.ToMatrix<double>().All.ToArray());
    }

    private string Archive(CompressionLevel level, params (string Name, byte[] Contents)[] members) =>
        _folder.Add("a.npz", FileBytes.Zip(level, [.. members.Select(member => (member.Name + ".npy", member.Contents))]));

    private static (string, byte[]) Text(string format) => ("format", FileBytes.Npy("|S3", "()", Encoding.ASCII.GetBytes(format)));

    private static (string, byte[]) Shape(params int[] sizes) => ("shape", Longs([.. sizes.Select(size => (long)size)]));

    private static (string, byte[]) Doubles(params double[] numbers) => ("data", FileBytes.Npy("<f8", $"({numbers.Length},)", FileBytes.Doubles(numbers)));

    private static byte[] Ints(params int[] numbers) => FileBytes.Npy("<i4", $"({numbers.Length},)", [.. numbers.SelectMany(BitConverter.GetBytes)]);

    private static byte[] Longs(params long[] numbers) => FileBytes.Npy("<i8", $"({numbers.Length},)", [.. numbers.SelectMany(BitConverter.GetBytes)]);
}
