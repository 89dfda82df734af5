using System.IO.Compression;
using System.Xml.Linq;
using Sae.Tests;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>What <c>dotnet pack</c> makes, installed and used as strangers would.</summary>
public sealed class PackageTests(PackedPackages packages) : IClassFixture<PackedPackages>
{
    private const long MostBytesOfTool = 40_000_000;

    private static readonly string[] Drawing = ["HarfBuzzSharp.NativeAssets.Linux", "ScottPlot", "SkiaSharp", "SkiaSharp.HarfBuzz", "SkiaSharp.NativeAssets.Linux.NoDependencies"];

    /// <summary>Each library's package, what it needs besides ours, and a file its README's example writes.</summary>
    public static TheoryData<string, string[], string[]> Libraries { get; } = new()
    {
        { "SparseAutoencoders", [], ["model.safetensors"] },
        { "SparseAutoencoders.Checks", [], ["gradients.csv"] },
        { "SparseAutoencoders.Formats", ["Apache.Arrow", "Apache.Arrow.Compression", "ParquetSharp", "StbImageSharp"], ["model.safetensors"] },
        { "SparseAutoencoders.MLNet", ["Microsoft.ML", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxTransformer", "System.Numerics.Tensors"], ["pipeline.zip"] },
        { "SparseAutoencoders.Mpi", [], ["model.safetensors"] },
        { "SparseAutoencoders.Onnx", [], ["model.onnx"] },
        { "SparseAutoencoders.Plots", Drawing, ["filters.png", "units.svg"] },
        { "SparseAutoencoders.Dashboard", Drawing, ["report.html"] },
    };

    private string Version => Path.GetFileName(packages.Files.First(file => char.IsAsciiDigit(Path.GetFileName(file)["SparseAutoencoders.".Length])))["SparseAutoencoders.".Length..^".nupkg".Length];

    [Fact]
    public void Packing_warnsOfNothing() => Assert.DoesNotContain("warning", packages.Log, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void EveryLibrary_isTested()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Tool.Repository, "src"), "SparseAutoencoders*").Select(Path.GetFileName);
        Assert.Equal(folders.Order(StringComparer.Ordinal), Libraries.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_saysWhatItIs_andNeedsNoMoreThanItMust(string package, string[] needs, string[] written)
    {
        Assert.NotEmpty(written);
        using var file = ZipFile.OpenRead(Path.Combine(packages.Folder, $"{package}.{Version}.nupkg"));
        var about = XDocument.Load(file.GetEntry($"{package}.nuspec")!.Open()).Root!.Elements().Single();
        string Said(string name) => about.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal(("MIT", "README.md", "icon.png"), (Said("license"), Said("readme"), Said("icon")));
        Assert.NotEmpty(Said("description"));
        Assert.Equal(needs, about.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value)
            .Where(id => !id.StartsWith("SparseAutoencoders", StringComparison.Ordinal)));
        foreach (var entry in (string[])["README.md", "icon.png", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"]) Assert.NotNull(file.GetEntry(entry));
        Assert.Contains(about.Elements(), element => element.Name.LocalName == "repository" && element.Attribute("commit")?.Value.Length == 40);
        using var symbols = ZipFile.OpenRead(Path.Combine(packages.Folder, $"{package}.{Version}.snupkg"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{package}.pdb"));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_isAddedAsItsReadmeSays_andRunsTheExample(string package, string[] needs, string[] written)
    {
        Assert.NotNull(needs);
        using var project = new FreshProject(packages, package);
        project.Run();
        Assert.All(written, file => Assert.Contains(file, project.Names));
    }

    [Fact]
    public void NativeProgramAndInstalledTool_learnTheSameBits()
    {
        using var project = new FreshProject(packages, "SparseAutoencoders");
        Assert.StartsWith("10000 rows became 64 numbers each", project.RunNative(), StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        Tool.RunOther("dotnet", folder.Path, "tool", "install", "SparseAutoencoders.Tool", "--version", Version, "--tool-path", "tools", "--source", packages.Folder).Ok();
        Tool.RunOther(folder["tools/sae"], folder.Path, "train", project["t10k-images-idx3-ubyte.gz"], "--hidden", "64", "--output", "model.safetensors").Ok();
        Assert.Equal(File.ReadAllBytes(folder["model.safetensors"]), File.ReadAllBytes(project["model.safetensors"]));
        Tool.RunOther(folder["tools/sae"], folder.Path, "demo", "--epochs", "1").Ok();
        Assert.True(File.Exists(folder["sae-demo/filters.png"]));
    }

    [Fact]
    public void ToolsPackage_forOnePlatform_isSmall() =>
        Assert.InRange(new FileInfo(Path.Combine(packages.Folder, $"SparseAutoencoders.Tool.{PackedPackages.Platform}.{Version}.nupkg")).Length, 1, MostBytesOfTool);
}
