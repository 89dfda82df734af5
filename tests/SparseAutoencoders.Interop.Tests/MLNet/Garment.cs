using System.IO.Compression;
using Microsoft.ML.Data;

namespace SparseAutoencoders.Interop.Tests.MLNet;

/// <summary>A labelled image of the repository's.</summary>
internal sealed class Garment
{
    [VectorType(784)]
    public float[] Features { get; set; } = [];

    public uint Class { get; set; }

    /// <summary>The first of them.</summary>
    public static Garment[] First(int count)
    {
        using var file = new GZipStream(File.OpenRead(RepositoryRoot.File("data/fashion-mnist/t10k-labels-idx1-ubyte.gz")), CompressionMode.Decompress);
        var labels = new byte[8 + count];
        file.ReadExactly(labels);
        var images = SampleImages.First(count).ToMatrix<float>();
        return [.. Enumerable.Range(0, count).Select(r => new Garment { Features = images.Row(r).ToArray(), Class = labels[8 + r] })];
    }
}

/// <summary>What a pipeline says of one.</summary>
internal sealed class GarmentCodes
{
    [VectorType(16)]
    public float[] Codes { get; set; } = [];

    [VectorType(1)]
    public float[] Unusual { get; set; } = [];
}
