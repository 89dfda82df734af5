using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Finds out before the work whether its result can be written.</summary>
internal static class Destination
{
    /// <summary>Refuses a file that could not be written.</summary>
    /// <param name="flag">The flag that names it.</param>
    /// <param name="path">The file.</param>
    /// <param name="endings">Endings allowed; none for any.</param>
    /// <param name="inputs">Files that are read and must not be written over.</param>
    /// <exception cref="WrongUse">The ending is not one of those, or the file is an input.</exception>
    /// <exception cref="IOException">The folder is missing or not writable, or the path is a folder.</exception>
    public static void CheckFile(string flag, string path, IReadOnlyList<string> endings, params ReadOnlySpan<string> inputs)
    {
        if (endings.Count > 0 && !endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new WrongUse(flag, $"'{path}' ends in none of {string.Join(", ", endings)}", $"Give a name that ends in {string.Join(" or ", endings)}");
        var full = Path.GetFullPath(path);
        foreach (var input in inputs)
        {
            if (Path.GetFullPath(input) == full) throw new WrongUse(flag, $"{path} is also read", "Give another name");
        }
        WholeFile.Check(path);
    }

    /// <summary>Refuses a folder in which nothing could be written. A missing one is made later, if the one around it is there.</summary>
    /// <exception cref="IOException">It is a file or not writable, or the folder around it is missing.</exception>
    public static void CheckNewFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full)) throw new IOException($"{path}: it is a file. Give the name of a folder.");
        if (Directory.Exists(full)) CheckFolder(full, path);
        else CheckFolder(Path.GetDirectoryName(full) ?? full, Path.GetDirectoryName(path.TrimEnd('/')) is { Length: > 0 } named ? named : ".");
    }

    private static void CheckFolder(string full, string shown)
    {
        if (!Directory.Exists(full)) throw new DirectoryNotFoundException($"{shown}: there is no such folder. Create it first, or write elsewhere.");
        var probe = Path.Combine(full, $".sae-{Guid.NewGuid():N}");
        try
        {
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{shown}: nothing can be written in this folder. Change its permissions, or write elsewhere.", exception);
        }
    }
}
