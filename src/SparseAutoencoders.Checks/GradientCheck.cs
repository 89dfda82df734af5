namespace SparseAutoencoders.Checks;

/// <summary>Compares the written-out gradient with central differences of the objective, in double precision, for everything that can be
/// chosen.</summary>
public static class GradientCheck
{
    /// <summary>Largest relative error that passes.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>One combination of choices.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="RelativeError">‖g − n‖ / ‖g + n‖ of the gradient g against differences n, over all parameters.</param>
    public sealed record Case(string Name, double RelativeError);

    /// <summary>Checks every loss × sparsity × decoder, tied and free, with and without penalty and weight decay.</summary>
    public static IReadOnlyList<Case> Run(Choices choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return
        [
            .. from sparsity in choices.Sparsities
               from loss in choices.Losses
               from decoder in Enum.GetValues<OutputFunction>()
               where loss.Defaults.Accepts(decoder)
               from tied in new[] { false, true }
               from form in sparsity.Defaults.Checked
               from decay in new[] { 0.01, 0.0 }
               let options = new ObjectiveOptions(form.Options, loss.Defaults, decoder, decay)
               select new Case(
                   $"{loss.Name}, {decoder.ToString().ToLowerInvariant()} decoder, {(tied ? "tied" : "free")}, {form.Word}{sparsity.Name}, {(decay > 0 ? "decay" : "no decay")}",
                   NumericalGradient.RelativeError(options, tied)),
        ];
    }
}
