namespace SparseAutoencoders.Fuzz;

public sealed class CorpusTests
{
    /// <summary>A file of the corpus takes a millisecond. One that takes this long hangs.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of memory that a file of at most <see cref="SmallFile"/> bytes may cost, whatever it claims: a reader's buffers.</summary>
    private const long SmallCost = 200_000;

    private const int SmallFile = 100;

    public static TheoryData<string> Names => [.. Reader.All.Select(reader => reader.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Every_file_of_the_corpus_is_read_or_refused_as_promised(string name)
    {
        using var guard = new Guard(Reader.Named(name));
        var read = 0;
        foreach (var (file, bytes) in Corpus.Of(Reader.Named(name)))
        {
            try
            {
                if (await Task.Run(() => guard.Run(bytes), TestContext.Current.CancellationToken).WaitAsync(Hang, TestContext.Current.CancellationToken) is null) read++;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{name}: {file}: {failure.Message}", failure);
            }
        }
        Assert.True(read > 0, "not one was read: the seeds are no good files");
    }

    [Theory, MemberData(nameof(Names))]
    public void Small_files_cost_little_memory_whatever_they_claim(string name)
    {
        var reader = Reader.Named(name);
        using var guard = new Guard(reader);
        var small = Corpus.Of(reader).Select(file => file.Bytes).Where(bytes => reader.Dress(bytes).Length <= SmallFile).ToList();
        Assert.NotEmpty(small);
        guard.Run(small[0]);                                     // what is prepared once is not the file's doing
        foreach (var bytes in small)
        {
            guard.Run(bytes);
            Assert.True(guard.Allocated <= SmallCost * reader.Files, $"{Convert.ToHexString(bytes)} costs {guard.Allocated} bytes");
        }
    }
}
