namespace SparseAutoencoders.Tests.Reference;

/// <summary>A network, or its gradients.</summary>
/// <param name="EncoderWeights">W_e, (hidden units, inputs).</param>
/// <param name="EncoderBias">b_e, (hidden units).</param>
/// <param name="DecoderWeights">W_d, (hidden units, outputs); null for a tied network.</param>
/// <param name="DecoderBias">b_d, (outputs).</param>
public sealed record ReferenceParameters(double[,] EncoderWeights, double[] EncoderBias, double[,]? DecoderWeights, double[] DecoderBias)
{
    /// <summary>k.</summary>
    public int HiddenUnits => EncoderWeights.GetLength(0);

    /// <summary>d.</summary>
    public int Inputs => EncoderWeights.GetLength(1);

    /// <summary>d, but for a transcoder.</summary>
    public int Outputs => DecoderBias.Length;

    /// <summary>True where the decoder's weights are the encoder's.</summary>
    public bool Tied => DecoderWeights is null;
}
