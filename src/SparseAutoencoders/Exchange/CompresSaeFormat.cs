namespace SparseAutoencoders;

/// <summary>CompresSAE: a <c>.pt</c> file with encoder_w (inputs, units), encoder_b, decoder_w (units, inputs). It is not read: its codes are the k largest by magnitude, with their sign, of rows of length 1, and what it rebuilds has no length.</summary>
internal sealed class CompresSaeFormat() : ForeignFormat("compressae", "CompresSAE")
{
    public override bool Recognises(ForeignSource source) => source.Has("encoder_w", "encoder_b", "decoder_w");

    public override ForeignDefinition Read(ForeignSource source) => throw Refused(source, "whose codes are the largest by magnitude, with their sign, and whose outputs have no length, which is not computed here", "Use it with its own tool");
}
