using System.Text.RegularExpressions;

namespace SparseAutoencoders.Tests;

/// <summary>The library's folders are the data's way, and a file uses only folders before its own.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Order =
        ["Settings", "Kernels", "Data", "Normalization", "Model", "Sparsity", "Losses", "Optimization", "Metrics", "Checkpoints", "Training"];

    private static readonly string Source = RepositoryRoot.File("src/SparseAutoencoders");

    public static TheoryData<string> Folders => [.. Order];

    [Fact]
    public void Folders_are_those_in_the_order() => Assert.Equal(
        Order.Order(),
        Directory.EnumerateDirectories(Source).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj")).Order());

    [Theory, MemberData(nameof(Folders))]
    public void Files_of_a_folder_use_only_folders_before_it(string folder)
    {
        string[] later = Order[(Array.IndexOf(Order, folder) + 1)..];
        foreach (var (file, code) in Code(folder))
            foreach (var other in later)
                Assert.False(Regex.IsMatch(code, $@"(?<![\w.])(SparseAutoencoders\.)?{other}(;|\.[A-Z])"), $"{folder}/{file} uses {other}, which comes after it");
    }

    [Theory, MemberData(nameof(Folders))]
    public void Files_of_a_folder_know_nothing_of_the_root(string folder)
    {
        var root = typeof(SparseAutoencoder).Assembly.GetTypes()
            .Where(type => type.Namespace == "SparseAutoencoders" && !type.IsNested && !type.Name.StartsWith('<'))
            .Select(type => type.Name.Split('`')[0]).Distinct().ToList();
        Assert.Contains("TrainingOptions", root);
        foreach (var (file, code) in Code(folder))
            foreach (var type in root)
                Assert.False(Regex.IsMatch(code, $@"\b{type}\b"), $"{folder}/{file} uses {type}, which stands at the library's root");
    }

    [Fact]
    public void Public_types_stand_in_files_of_their_folder()
    {
        foreach (var type in typeof(SparseAutoencoder).Assembly.GetExportedTypes().Where(type => !type.IsNested))
        {
            var folder = type.Namespace!.Split('.').ElementAtOrDefault(1) ?? "";
            Assert.Contains(folder, Order.Append(""));
        }
    }

    // Comments may name anything: they explain.
    private static IEnumerable<(string File, string Code)> Code(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetFileName(path), Comment().Replace(File.ReadAllText(path), "")));

    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
