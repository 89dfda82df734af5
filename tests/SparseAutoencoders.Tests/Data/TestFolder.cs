using System.IO.Compression;

namespace SparseAutoencoders.Tests.Data;

/// <summary>A folder of a test's own, removed at its end.</summary>
public sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sae-tests-").FullName;

    /// <summary>A path in the folder, of a file that need not be there.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Add(string name, ReadOnlySpan<byte> contents)
    {
        File.WriteAllBytes(this[name], contents);
        return this[name];
    }

    public static byte[] Gzip(ReadOnlySpan<byte> contents)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(contents);
        return packed.ToArray();
    }

    /// <summary>The message, after a check that it is one line and begins with the file's path.</summary>
    public static string Message(string path, Exception failure)
    {
        Assert.DoesNotContain('\n', failure.Message);
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        return failure.Message[path.Length..];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
