namespace SparseAutoencoders.Formats.Tests;

/// <summary>Random files of all types, nulls, lists, codecs, page versions, encodings, pages and row groups: each is read as it was written.</summary>
public sealed class ParquetDifferentialTests : IDisposable
{
    private const int Files = 600;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_random_file_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < Files; seed++)
        {
            var (written, path) = (new ParquetCase(seed), _folder["a.parquet"]);
            written.Write(path);
            double[] read;
            try
            {
                using var rows = Choices.BuiltIn.WithMoreFormats().Open(path, new RowFileOptions { KeepMissing = true });
                read = rows.ToMatrix<double>().All.ToArray();
            }
            catch (InvalidDataException refusal)
            {
                throw new InvalidDataException($"file {seed}, {written.Words}", refusal);
            }
            var expected = written.Expected;
            Assert.True(expected.SequenceEqual(read), $"file {seed}, {written.Words}: {string.Join(' ', expected.Take(12))} were read as {string.Join(' ', read.Take(12))}");
        }
    }
}
