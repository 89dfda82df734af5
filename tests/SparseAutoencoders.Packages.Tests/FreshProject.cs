using Sae.Tests;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>A new console program outside the repository whose code is the example in a package's README, and which takes that package from the local folder.</summary>
internal sealed class FreshProject : IDisposable
{
    private const string Begin = "```csharp\n";
    private readonly TemporaryFolder _folder = new();

    public FreshProject(PackedPackages packages, string package, string version)
    {
        var fallback = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own ? own
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("fresh.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RuntimeIdentifier>{PackedPackages.Platform}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <RestoreAdditionalProjectSources>{packages.Folder}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{packages.Installed}</RestorePackagesPath>
                <RestoreAdditionalProjectFallbackFolders>{fallback}</RestoreAdditionalProjectFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
        _folder.Write("Program.cs", Example(package));
        _folder.Write("readings.csv", "power,temperature,pressure\n" + string.Concat(Enumerable.Range(0, 100).Select(r => $"{r % 7},{r % 10},{r % 13}\n")));
        File.Copy(Tool.Images, this["t10k-images-idx3-ubyte.gz"]);
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

    private static string Example(string package)
    {
        var text = File.ReadAllText(Path.Combine(Tool.Repository, "src", package, "README.md"));
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return text[begin..text.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
