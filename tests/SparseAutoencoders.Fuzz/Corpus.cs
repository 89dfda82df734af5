using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace SparseAutoencoders.Fuzz;

/// <summary>Files that between them reach every branch that fuzzing has reached (corpus/READER.zip), and those that were once misread (corpus/READER-found.zip).</summary>
internal static class Corpus
{
    // The oldest date an archive can hold: the same files make the same archive.
    private static readonly DateTimeOffset NoDate = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A reader's files, with the seeds.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Of(Reader reader)
    {
        foreach (var seed in Seeds.Of(reader.Name)) yield return (NameOf(seed), seed);
        foreach (var part in (string[])[".zip", "-found.zip"])
        {
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(reader.Name + part);
            if (resource is null) continue;
            using var archive = new ZipArchive(resource);
            foreach (var entry in archive.Entries)
            {
                using var contents = new MemoryStream();
                using (var packed = entry.Open()) packed.CopyTo(contents);
                yield return (entry.Name, contents.ToArray());
            }
        }
    }

    /// <summary>Packs a folder's files, each named after its contents.</summary>
    public static void Pack(string folder, string path)
    {
        var files = Directory.EnumerateFiles(folder).Select(File.ReadAllBytes).ToDictionary(NameOf);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = NoDate;
            using var contents = entry.Open();
            contents.Write(bytes);
        }
    }

    private static string NameOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..12];
}
