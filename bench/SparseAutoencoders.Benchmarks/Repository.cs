namespace SparseAutoencoders.Benchmarks;

/// <summary>The repository the program was built in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The 10,000 images in it.</summary>
    public static string Images => System.IO.Path.Combine(Path, "data", "fashion-mnist", "t10k-images-idx3-ubyte.gz");

    private static string Find(string folder)
    {
        while (!File.Exists(System.IO.Path.Combine(folder, "SparseAutoencoders.slnx")))
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("SparseAutoencoders.slnx: in no folder above the program's. Run the benchmarks from the repository they were built in.");
        return folder;
    }
}
