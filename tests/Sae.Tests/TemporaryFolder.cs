namespace Sae.Tests;

/// <summary>A folder of a test's own, deleted with all it holds.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sae-tests-").FullName;

    /// <summary>Full path of a file in it.</summary>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Names of all that is in it, hidden files too.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)!).Order(StringComparer.Ordinal)];

    /// <summary>Writes a text file into it.</summary>
    public void Write(string file, string text) => File.WriteAllText(this[file], text);

    /// <summary>Writes bytes into it.</summary>
    public void Write(string file, byte[] bytes) => File.WriteAllBytes(this[file], bytes);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
