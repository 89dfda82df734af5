namespace SparseAutoencoders.Onnx;

/// <summary>What an exported model gives for each row.</summary>
[Flags]
public enum OnnxOutputs
{
    /// <summary>Output <c>codes</c>, (rows, hidden units): as <see cref="SparseAutoencoder.Encode(IRows)"/>.</summary>
    Codes = 1,

    /// <summary>Output <c>reconstruction</c>, (rows, inputs), in the data's own units: as <see cref="SparseAutoencoder.Reconstruct"/>.</summary>
    Reconstruction = 2,

    /// <summary>Output <c>error</c>, (rows), 0 or more: the row's own reconstruction loss, the first column of <see cref="SparseAutoencoder.Score"/>.</summary>
    Error = 4,
}
