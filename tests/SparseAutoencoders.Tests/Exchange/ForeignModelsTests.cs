namespace SparseAutoencoders.Tests.Exchange;

/// <summary>Models in other tools' formats, made by an independent program (Fixtures/make_foreign.py), give the codes and outputs that it computed from each tool's own definition.</summary>
public sealed class ForeignModelsTests
{
    private static readonly string Folder = RepositoryRoot.File("tests/SparseAutoencoders.Tests/Exchange/Fixtures");

    /// <summary>Folders of models.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "codes.npy", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Read => [.. All.Where(name => !name.Contains("refused", StringComparison.Ordinal))];

    public static TheoryData<string> Refused => [.. All.Where(name => name.Contains("refused", StringComparison.Ordinal))];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static IRows Inputs => NpyRows.Format.Open(Path.Combine(Folder, "rows.npy"), new());

    [Theory, MemberData(nameof(Read))]
    public void A_model_of_another_tool_gives_the_codes_and_outputs_of_its_own_definition(string name)
    {
        var model = SparseAutoencoder.Load(PathOf(name));
        using var rows = Inputs;
        Same(name, "codes.npy", model.Encode(rows));
        Same(name, "output.npy", model.Reconstruct(rows));
        Assert.NotNull(model.Origin);
    }

    // In single precision the sums of 8 to 24 products, and what is divided by a row's own length, are good to about 2e-7 of their size.
    private static void Same(string name, string file, IRows made)
    {
        using var expected = NpyRows.Format.Open(Path.Combine(PathOf(name), file), new());
        var (wanted, found) = (expected.ToMatrix<double>(), made.ToMatrix<double>());
        Assert.Equal((wanted.Rows, wanted.Columns), (found.Rows, found.Columns));
        var size = 1.0;
        foreach (var x in wanted.All) size = Math.Max(size, Math.Abs(x));
        for (var i = 0; i < wanted.All.Length; i++)
            Assert.True(Math.Abs(wanted.All[i] - found.All[i]) <= 1e-6 * size, $"{name} {file} {i}: {wanted.All[i]} is {found.All[i]}");
    }
}
