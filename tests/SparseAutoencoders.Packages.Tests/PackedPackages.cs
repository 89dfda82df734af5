using System.Runtime.InteropServices;
using Sae.Tests;

namespace SparseAutoencoders.Packages.Tests;

/// <summary>All packages of the repository, packed once for these tests, the tool for this machine's system alone.</summary>
public sealed class PackedPackages : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackedPackages() =>
        Log = Tool.RunOther("dotnet", Tool.Repository, "pack", "SparseAutoencoders.slnx", "-c", "Release", "-o", Folder, $"-p:ToolPlatforms={Platform}", "-v:minimal", "-nologo", "-nodeReuse:false").Ok().Output;

    /// <summary>This machine's system as packages name it, such as linux-x64.</summary>
    public static string Platform { get; } = RuntimeInformation.RuntimeIdentifier;

    /// <summary>Where the packages are.</summary>
    public string Folder => _folder["packed"];

    /// <summary>What packing said.</summary>
    internal string Log { get; }

    /// <summary>Where the packages are installed, so that the user's own folder of packages never holds one made by a test.</summary>
    public string Installed => _folder["installed"];

    /// <summary>The packages' files, by name.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();
}
