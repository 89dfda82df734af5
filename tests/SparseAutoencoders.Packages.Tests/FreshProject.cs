using Sae.Tests;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>A new console program outside the repository whose code is the example in a package's README, and to which that package is added as the README says.</summary>
internal sealed class FreshProject : IDisposable
{
    private const string Begin = "```csharp\n";
    private readonly TemporaryFolder _folder = new();

    public FreshProject(PackedPackages packages, string package)
    {
        var fallback = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("fresh.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        _folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RuntimeIdentifier>{PackedPackages.Platform}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <RestorePackagesPath>{packages.Installed}</RestorePackagesPath>
                <RestoreAdditionalProjectFallbackFolders>{fallback}</RestoreAdditionalProjectFallbackFolders>
              </PropertyGroup>
            </Project>
            """);
        // The nearest such file that begins anew takes the new source, and not the user's own.
        var sources = Tool.RunOther("dotnet", _folder.Path, "nuget", "list", "source", "--format", "short").Ok().Output.Split('\n').Where(line => line.StartsWith("E ", StringComparison.Ordinal));
        _folder.Write("nuget.config", $"<configuration><packageSources><clear />{string.Concat(sources.Select((line, i) => $"""<add key="source {i}" value="{line[2..].Trim()}" />"""))}</packageSources></configuration>");
        foreach (var line in Commands(package)) Run(line.Replace("$PWD/artifacts/package/release", packages.Folder, StringComparison.Ordinal));
        _folder.Write("Program.cs", Example(package));
        _folder.Write("readings.csv", "power,temperature,pressure\n" + string.Concat(Enumerable.Range(0, 100).Select(r => $"{r % 7},{r % 10},{r % 13}\n")));
        File.Copy(Tool.Images, this["t10k-images-idx3-ubyte.gz"]);
    }

    /// <summary>The lines of a README that add its package, after the one that packs.</summary>
    public static IReadOnlyList<string> Commands(string package)
    {
        var lines = File.ReadLines(Readme(package)).Where(line => line.StartsWith("    dotnet", StringComparison.Ordinal)).Select(line => line.Trim()).ToList();
        Assert.Equal(["dotnet pack", "dotnet nuget add source \"$PWD/artifacts/package/release\" --name sparse-autoencoders", $"dotnet add package {package}"], lines);
        return lines[1..];
    }

    /// <summary>Full path of a file in it.</summary>
    public string this[string file] => _folder[file];

    /// <summary>The names of what is in it.</summary>
    public IReadOnlyList<string> Names => _folder.Names;

    /// <summary>Builds and runs it as its author would.</summary>
    public string Run() => Tool.RunOther("dotnet", _folder.Path, "run", "-c", "Release").Ok().Output;

    /// <summary>Publishes it as a native program, for processors with AVX2 where there are such, and runs that.</summary>
    public string RunNative()
    {
        string[] processor = PackedPackages.Platform.EndsWith("-x64", StringComparison.Ordinal) ? ["-p:IlcInstructionSet=x86-64-v3"] : [];
        Tool.RunOther("dotnet", _folder.Path, ["publish", "-c", "Release", "-o", "native", "-p:PublishAot=true", "-p:SelfContained=true", .. processor]).Ok();
        Assert.False(File.Exists(this["native/fresh.dll"]), "the program is not native");
        return Tool.RunOther(this["native/fresh"], _folder.Path).Ok().Output;
    }

    public void Dispose() => _folder.Dispose();

    private void Run(string command) => Tool.RunOther("dotnet", _folder.Path, command.Split(' ')[1..].Select(word => word.Trim('"'))).Ok();

    private static string Readme(string package) => Path.Combine(Tool.Repository, "src", package, "README.md");

    private static string Example(string package)
    {
        var text = File.ReadAllText(Readme(package));
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
