namespace SparseAutoencoders;

/// <summary>The loss where the output is to be good with the first units alone, too: the mean over the prefixes, and all units, of L with these units.</summary>
/// <remarks>Units of which several prefixes have use get the mean of their gradients: that of a segment of the units is Σ over the prefixes from its own on. Source of the idea: Bussmann et al.,
/// "Learning multi-level features with Matryoshka sparse autoencoders" (2025), where it is a sum.</remarks>
internal static class PrefixLosses
{
    /// <summary>Logits of every prefix → this pass's share of L; gradients likewise, each segment's in the place of its logits. The output that is left is that of all units.</summary>
    public static double Evaluate<T>(ILoss<T> loss, Pass<T> values, Pass<T>? gradients) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (values.Prefixes is null) return loss.Evaluate(values, gradients);
        var logits = values.LogitSegments.Span;
        var slopes = gradients is null ? default : gradients.LogitSegments.Span;
        var (own, ownSlopes) = (values.Logits, gradients?.Logits);
        var (share, sum) = (1.0 / logits.Length, 0.0);
        var outputSums = new double[values.OutputSums.Length];
        for (var s = 0; s < logits.Length; s++)
        {
            values.Logits = logits[s].Matrix;
            if (gradients is not null) gradients.Logits = slopes[s].Matrix;
            sum += loss.Evaluate(values, gradients);
            for (var j = 0; gradients is not null && j < outputSums.Length; j++) outputSums[j] += share * gradients.OutputSums[j];
        }
        values.Logits = own;
        if (gradients is null) return share * sum;
        gradients.Logits = ownSlopes!;
        outputSums.CopyTo(gradients.OutputSums);
        for (var s = logits.Length - 1; s >= 0; s--)
        {
            var all = slopes[s].Matrix.All;
            Elementwise.Map<T, Scale<T>>(all, all, new Scale<T>(T.CreateTruncating(share)));
            if (s < logits.Length - 1) Elementwise.Map<T, Add<T>>(slopes[s + 1].Matrix.All, all, all, default);
        }
        return share * sum;
    }
}
