using CsCheck;

namespace SparseAutoencoders.Formats.Tests;

public sealed class ParquetOutputTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit() =>
        Gen.Select(Gen.Double.Array[1, 60], Gen.Int[1, 12]).Where((all, width) => all.Length >= width && !all.Any(double.IsNaN)).Sample((all, width) =>
        {
            var rows = Rows.From<double>([.. all.Take(all.Length / width * width).Chunk(width)]);
            var path = _folder[Guid.NewGuid() + ".parquet"];
            RowOutput.Write<double>(path, rows, Choices.Outputs, cancel: TestContext.Current.CancellationToken);
            using var again = Choices.Open(path);
            return again.ToMatrix<double>().All.SequenceEqual(rows.ToMatrix<double>().All);
        }, iter: 100);

    [Fact]
    public void Rows_of_several_groups_keep_their_order_and_single_precision()
    {
        var matrix = new Matrix<float>(70_000, 3);
        for (var i = 0; i < matrix.All.Length; i++) matrix.All[i] = i / 7f;
        RowOutput.Write<float>(_folder["a.parquet"], Rows.From(matrix), Choices.Outputs, cancel: TestContext.Current.CancellationToken);
        using var rows = Choices.Open(_folder["a.parquet"]);
        Assert.Equal(70_000, rows.Count);
        Assert.Equal(matrix.All, rows.ToMatrix<float>().All);
        Assert.InRange(new FileInfo(_folder["a.parquet"]).Length, 1, 4 * matrix.All.Length + 20_000);
    }

    [Theory]
    [InlineData(null, "column_0 column_1 column_2")]
    [InlineData("a||a", "a column_1 a_")]
    [InlineData("ρ|b c|d", "ρ b c d")]
    public void Columns_have_names_of_their_own(string? names, string written)
    {
        var rows = new MemoryRows<double>(Rows.From<double>([[1, 2, 3]]).ToMatrix<double>(), null, "rows") { Columns = names?.Split('|') };
        RowOutput.Write<double>(_folder["a.parquet"], rows, Choices.Outputs, cancel: TestContext.Current.CancellationToken);
        using var again = Choices.Open(_folder["a.parquet"]);
        Assert.Equal(written, string.Join(' ', again.Columns!));
    }

    [Fact]
    public void Stopped_writing_leaves_no_file()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => RowOutput.Write<double>(_folder["a.parquet"], Rows.From<double>([[1]]), Choices.Outputs, cancel: new CancellationToken(canceled: true)));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
        Assert.Contains("Use .npy or .csv or .parquet or .npz", Assert.Throws<ArgumentException>(() => RowOutput.Check(_folder["a.xlsx"], Choices.Outputs)).Message, StringComparison.Ordinal);
    }
}
