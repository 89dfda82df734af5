using System.Numerics.Tensors;
using SparseAutoencoders;
using SparseAutoencoders.Formats;

namespace Steering;

/// <summary>Ten thousand definitions of WordNet with their vectors.</summary>
internal sealed class Glosses : IDisposable
{
    private readonly Matrix<float> _vectors;

    public Glosses(string folder)
    {
        var choices = Choices.BuiltIn.WithMoreFormats();
        Rows = choices.Open(Path.Combine(folder, "embeddings.npy"), new RowFileOptions { Captions = $"{Path.Combine(folder, "glosses.csv")}:gloss" });
        _vectors = Rows.ToMatrix<float>();
    }

    public IRows Rows { get; }

    /// <summary>The text of a row.</summary>
    public string this[int row] => Rows.Captions![row];

    /// <summary>The rows nearest to a vector, by the cosine of their angle.</summary>
    public IEnumerable<(int Row, float Cosine)> Nearest(ReadOnlySpan<float> vector, int count)
    {
        var cosines = new float[_vectors.Rows];
        for (var row = 0; row < cosines.Length; row++) cosines[row] = TensorPrimitives.CosineSimilarity(_vectors.Row(row), vector);
        return Enumerable.Range(0, cosines.Length).OrderByDescending(row => cosines[row]).Take(count).Select(row => (row, cosines[row]));
    }

    public void Dispose() => Rows.Dispose();
}
