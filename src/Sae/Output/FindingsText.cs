using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Says what is amiss with a model, and what to try.</summary>
internal static class FindingsText
{
    /// <summary>A line a finding; none where nothing is amiss. Beside the figures, or on standard error where those are for programs.</summary>
    public static void Write(Session session, SparseAutoencoder model, Evaluation evaluation, bool json)
    {
        foreach (var finding in model.Findings(evaluation)) (json ? session.Error : session.Out).WriteLine(session.Say(finding));
    }
}
