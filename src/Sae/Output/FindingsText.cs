using SparseAutoencoders;

namespace Sae.Output;

/// <summary>Says what is amiss with a model, and what to try.</summary>
internal static class FindingsText
{
    /// <summary>The findings in the words of the command line.</summary>
    public static IReadOnlyList<string> Of(Session session, SparseAutoencoder model, Evaluation evaluation, Evaluation? heldOut = null) =>
        [.. model.Findings(evaluation, heldOut, session.Cancellation).Select(session.Say)];

    /// <summary>One entry, a list.</summary>
    public static Report Add(Report report, IReadOnlyList<string> findings) => report.Add("findings", findings, "what is wrong with the model");

    /// <summary>A line a finding; none where nothing is amiss. Beside the figures, or on standard error where those are for programs.</summary>
    public static void Write(Session session, IReadOnlyList<string> findings, bool json)
    {
        foreach (var finding in findings) (json ? session.Error : session.Out).WriteLine(finding);
    }
}
