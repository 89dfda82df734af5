using Microsoft.ML;

namespace SparseAutoencoders.MLNet;

/// <summary>The sparse autoencoder among ML.NET's transforms.</summary>
public static class SparseAutoencoderCatalog
{
    /// <summary>Learns hidden units that are mostly inactive, without labels, and gives each row's activations of them.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">Name of the column of codes: a vector of floats in (0, 1), as many as there are hidden units.</param>
    /// <param name="inputColumnName">Name of the column of features: a vector of floats of known size, each in [0, 1].</param>
    /// <param name="hiddenUnits">Hidden units.</param>
    /// <param name="rho">Mean activation each hidden unit is held near, in (0, 1).</param>
    public static SparseAutoencoderEstimator SparseAutoencoder(this TransformsCatalog catalog, string outputColumnName, string inputColumnName,
        int hiddenUnits = SparseAutoencoderEstimator.Defaults.HiddenUnits, double rho = SparseAutoencoderEstimator.Defaults.Rho) =>
        catalog.SparseAutoencoder(outputColumnName, inputColumnName,
            new SparseAutoencoderEstimator.Options { Training = new TrainingOptions { HiddenUnits = hiddenUnits, Sparsity = new KlOptions { Rho = rho } } });

    /// <summary>The same by a mechanism of one's own choice, with what goes well with it (<see cref="TrainingOptions.For"/>): codes of few units, say.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">Name of the column of codes: a vector of floats, as many as there are hidden units.</param>
    /// <param name="inputColumnName">Name of the column of features: a vector of floats of known size.</param>
    /// <param name="sparsity">What makes the codes sparse.</param>
    /// <param name="hiddenUnits">Hidden units.</param>
    /// <exception cref="ArgumentException">The mechanism has no ONNX graph, or does not go with so many units.</exception>
    public static SparseAutoencoderEstimator SparseAutoencoder(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, SparsityOptions sparsity,
        int hiddenUnits = SparseAutoencoderEstimator.Defaults.HiddenUnits) =>
        catalog.SparseAutoencoder(outputColumnName, inputColumnName, new SparseAutoencoderEstimator.Options { Training = TrainingOptions.For(sparsity, hiddenUnits) });

    /// <summary>The same with every setting.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="outputColumnName">Name of the column of codes: a vector of floats, as many as there are hidden units.</param>
    /// <param name="inputColumnName">Name of the column of features: a vector of floats of known size.</param>
    /// <param name="options">What to learn and how; further columns; where progress is told.</param>
    /// <exception cref="ArgumentException">Two columns have the same name.</exception>
    public static SparseAutoencoderEstimator SparseAutoencoder(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, SparseAutoencoderEstimator.Options options) =>
        new(catalog, outputColumnName, inputColumnName, options);
}
