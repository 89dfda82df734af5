namespace SparseAutoencoders.Tests;

/// <summary>The working copy the tests were built from: the nearest folder above that holds SparseAutoencoders.slnx.</summary>
public static class RepositoryRoot
{
    /// <summary>Its path.</summary>
    public static string Path { get; } = Find();

    /// <summary>A tracked file's path, given with forward slashes from the root. For reading only.</summary>
    public static string File(string path) => System.IO.Path.Combine(Path, path);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("SparseAutoencoders.slnx").Any())
                return folder.FullName;
        }
        throw new DirectoryNotFoundException(
            $"{AppContext.BaseDirectory}: no folder above holds SparseAutoencoders.slnx. Run the tests from a working copy.");
    }
}
