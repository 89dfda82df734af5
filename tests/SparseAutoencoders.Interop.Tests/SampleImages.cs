namespace SparseAutoencoders.Interop.Tests;

/// <summary>Real rows: the repository's images.</summary>
internal static class SampleImages
{
    /// <summary>The first of them, in [0, 1].</summary>
    public static IRows First(int count)
    {
        using var file = Choices.BuiltIn.Open(RepositoryRoot.File("data/fashion-mnist/t10k-images-idx3-ubyte.gz"));
        return Rows.From(file.Slice(0, count).ToMatrix<float>(), file.Image);
    }
}
