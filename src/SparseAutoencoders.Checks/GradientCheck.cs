namespace SparseAutoencoders.Checks;

/// <summary>Compares the written-out gradient with central differences of the objective, in double precision, for everything that can be
/// chosen.</summary>
public static class GradientCheck
{
    /// <summary>Largest relative error that passes.</summary>
    public const double Tolerance = 1e-9;

    /// <summary>Checks one model, at the weights that its training begins with: the gradient by up to 64 numbers of each block, over up to 100 rows, evenly spread.</summary>
    /// <param name="options">The model's options. Everything is in double precision, and the mechanism as over all rows.</param>
    /// <param name="rows">Rows, which are scaled as training would; null for a few random ones of 7 numbers in [0, 1).</param>
    /// <param name="parameter">Only this number is checked: a block and a place in it, counted from 0, as <c>encoder.weight[3,17]</c> or <c>b_dec[5]</c>.</param>
    /// <param name="cancellation">Stops between two numbers.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there is no such parameter.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be learned from with these options.</exception>
    public static GradientReport Run(TrainingOptions options, IRows? rows = null, string? parameter = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ModelGradient.Run(options, rows, parameter, cancellation);
    }

    /// <summary>One combination of choices.</summary>
    /// <param name="Name">Which.</param>
    /// <param name="RelativeError">‖g − n‖ / ‖g + n‖ of the gradient g against differences n, over all parameters; of a surrogate g against its definition n.</param>
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
               where GoTogether(sparsity.Defaults, loss.Defaults, decoder, tied)
               from form in sparsity.Defaults.Checked
               from decay in new[] { 0.01, 0.0 }
               let name = $"{loss.Name}, {decoder.ToString().ToLowerInvariant()} decoder, {(tied ? "tied" : "free")}, {form.Word}{sparsity.Name}, {(decay > 0 ? "decay" : "no decay")}"
               let errors = NumericalGradient.Errors(new ObjectiveOptions(form.Options, loss.Defaults, decoder, decay), tied)
               from one in double.IsNaN(errors.OfSurrogates) ? [new Case(name, errors.Exact)]
                   : (IEnumerable<Case>)[new Case(name, errors.Exact), new Case($"{name}, surrogate by its definition", errors.OfSurrogates)]
               select one,
        ];
    }

    // As training demands: sums of directions are linear, and of weights of their own.
    private static bool GoTogether(SparsityOptions sparsity, LossOptions loss, OutputFunction decoder, bool tied) =>
        !sparsity.CodesAreSparse || (loss is SquaredErrorOptions && decoder == OutputFunction.Linear && !tied);
}
