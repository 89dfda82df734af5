namespace SparseAutoencoders.Onnx;

/// <summary>What an exported graph looks like from outside.</summary>
/// <param name="Rows">Name of the input.</param>
/// <param name="Codes">Name of the output of codes; null for none.</param>
/// <param name="Reconstruction">Name of the output of reconstructed rows; null for none.</param>
/// <param name="Error">Name of the output of reconstruction losses; null for none.</param>
internal sealed record OnnxLayout(string Rows, string? Codes, string? Reconstruction, string? Error)
{
    /// <summary>Numbers go in and come out in single precision, whatever the model computes in.</summary>
    public bool SingleOutside { get; init; }

    /// <summary>A row's loss is a list of one number, (rows, 1), not (rows).</summary>
    public bool ErrorIsColumn { get; init; }
}
