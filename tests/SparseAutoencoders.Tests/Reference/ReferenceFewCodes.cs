namespace SparseAutoencoders.Tests.Reference;

/// <summary>A network whose codes are mostly 0, or its gradients.</summary>
/// <param name="EncoderWeights">W_e, (hidden units, inputs).</param>
/// <param name="EncoderBias">b_e; of a gated network b_m.</param>
/// <param name="DecoderWeights">W_d, (hidden units, inputs).</param>
/// <param name="DecoderBias">b_d.</param>
/// <param name="Thresholds">t, of jumprelu.</param>
/// <param name="GateBias">b_g, of a gated network.</param>
/// <param name="GateScale">r, of a gated network.</param>
public sealed record FewCodesNetwork(
    double[,] EncoderWeights, double[] EncoderBias, double[,] DecoderWeights, double[] DecoderBias, double[] Thresholds, double[] GateBias, double[] GateScale);

/// <summary>What its objective is made of.</summary>
/// <param name="Mechanism">As on the command line.</param>
/// <param name="L0">n, active units a row.</param>
public sealed record FewCodesOptions(string Mechanism, double L0)
{
    /// <summary>b_d is taken off a row before it is encoded.</summary>
    public bool TakesOff { get; init; } = true;

    /// <summary>Decoder rows have length 1.</summary>
    public bool UnitLength { get; init; } = true;

    /// <summary>First units that rebuild the rows alone, too.</summary>
    public int[] Prefixes { get; init; } = [];

    /// <summary>λ of l1 and gated.</summary>
    public double Penalty { get; init; }

    /// <summary>Weight of AuxK.</summary>
    public double Aux { get; init; }

    /// <summary>Units that AuxK is for.</summary>
    public int[] Silent { get; init; } = [];

    /// <summary>λ of the weight decay.</summary>
    public double WeightDecay { get; init; }
}

/// <summary>What it comes to.</summary>
/// <param name="Reconstruction">L, the mean over prefixes.</param>
/// <param name="Sparsity">The weighted penalty.</param>
/// <param name="Auxiliary">AuxK, and the gate's own loss.</param>
/// <param name="Codes">H.</param>
/// <param name="Level">What jumprelu's thresholds move by.</param>
/// <param name="Gradients">By everything that is learned.</param>
public sealed record FewCodesTerms(double Reconstruction, double Sparsity, double Auxiliary, double[,] Codes, double Level, FewCodesNetwork Gradients);

/// <summary>The oracle of mechanisms by which few codes are not 0: docs/maths.md in plain double loops. Never fast.</summary>
public static class ReferenceFewCodes
{
    /// <summary>Objective and gradients over the rows of a batch that is trained on.</summary>
    public static FewCodesTerms Evaluate(FewCodesNetwork model, double[,] rows, FewCodesOptions options)
    {
        int m = rows.GetLength(0), d = rows.GetLength(1), k = model.EncoderBias.Length;
        var gated = options.Mechanism == "gated";
        var bias = gated ? model.GateBias : model.EncoderBias;
        var (v, z) = (new double[m, d], new double[m, k]);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < d; j++)
                v[i, j] = rows[i, j] - (options.TakesOff ? model.DecoderBias[j] : 0);
            for (var l = 0; l < k; l++)
            {
                z[i, l] = bias[l];
                for (var j = 0; j < d; j++)
                    z[i, l] += model.EncoderWeights[l, j] * v[i, j];
            }
        }
        var (codes, level) = Codes(model, z, options);
        var gradients = new FewCodesNetwork(new double[k, d], new double[k], new double[k, d], new double[d], new double[k], new double[k], new double[k]);

        // L of each prefix, and g of each unit: the sum of the slopes of all prefixes that it is in.
        int[] ends = [.. options.Prefixes, k];
        var (reconstruction, slopes, error) = (0.0, new double[k, m, d], new double[m, d]);
        foreach (var end in ends)
        {
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    var output = model.DecoderBias[j];
                    for (var l = 0; l < end; l++)
                        output += codes[i, l] * model.DecoderWeights[l, j];
                    reconstruction += (output - rows[i, j]) * (output - rows[i, j]) / m / ends.Length;
                    var slope = 2 * (output - rows[i, j]) / m / ends.Length;
                    gradients.DecoderBias[j] += slope;
                    for (var l = 0; l < end; l++)
                        slopes[l, i, j] += slope;
                    error[i, j] = rows[i, j] - output;           // that of all units stays, who come last
                }
            }
        }

        // g·W_d of every unit on every row, also where its code is 0; and the decoder's gradient.
        var back = new double[m, k];
        for (var l = 0; l < k; l++)
        {
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < d; j++)
                {
                    back[i, l] += slopes[l, i, j] * model.DecoderWeights[l, j];
                    gradients.DecoderWeights[l, j] += codes[i, l] * slopes[l, i, j];
                }
            }
        }

        // δ, the gradient by W_e v, where a code is not 0.
        var delta = new double[m, k];
        for (var i = 0; i < m; i++)
        {
            for (var l = 0; l < k; l++)
                delta[i, l] = codes[i, l] > 0 ? back[i, l] : 0;
        }
        var (sparsity, auxiliary) = (0.0, 0.0);
        if (options.Mechanism == "l1") sparsity = AddL1(model, codes, options.Penalty, delta, gradients);
        if (options.Mechanism == "jumprelu") AddThresholds(model, z, back, level, gradients);
        if (gated) (sparsity, auxiliary) = AddGate(model, rows, z, options.Penalty, delta, gradients);
        else AddSums(delta, gradients.EncoderBias);
        AddEncoder(model, v, delta, options.TakesOff, gradients);
        auxiliary += AddSilent(model, v, z, error, options, gradients, gated ? gradients.GateBias : gradients.EncoderBias);

        for (var l = 0; l < k; l++)
        {
            var along = 0.0;
            for (var j = 0; j < d && options.UnitLength; j++)
                along += gradients.DecoderWeights[l, j] * model.DecoderWeights[l, j];
            for (var j = 0; j < d; j++)
            {
                gradients.EncoderWeights[l, j] += 2 * options.WeightDecay * model.EncoderWeights[l, j];
                gradients.DecoderWeights[l, j] += (2 * options.WeightDecay - along) * model.DecoderWeights[l, j];
            }
        }
        return new(reconstruction, sparsity, auxiliary, codes, level, gradients);
    }

    /// <summary>Codes of a batch that is trained on; and the level of jumprelu.</summary>
    private static (double[,] Codes, double Level) Codes(FewCodesNetwork model, double[,] z, FewCodesOptions options)
    {
        int m = z.GetLength(0), k = z.GetLength(1);
        var codes = new double[m, k];
        var places = (from i in Enumerable.Range(0, m) from l in Enumerable.Range(0, k) where z[i, l] > 0 select (Row: i, Unit: l)).ToList();
        double Score((int Row, int Unit) place) => z[place.Row, place.Unit] - (options.Mechanism == "jumprelu" ? model.Thresholds[place.Unit] : 0);
        var ordered = places.OrderByDescending(Score).ThenBy(place => place.Row).ThenBy(place => place.Unit).ToList();
        var all = (int)Math.Round(options.L0 * m);
        var chosen = options.Mechanism switch
        {
            "topk" => places.GroupBy(place => place.Row).SelectMany(row => row.OrderByDescending(Score).ThenBy(place => place.Unit).Take((int)options.L0)),
            "batch-topk" or "jumprelu" => ordered.Take(all),
            _ => places,
        };
        foreach (var (i, l) in chosen)
            codes[i, l] = options.Mechanism == "gated" ? Math.Max(0, Math.Exp(model.GateScale[l]) * (z[i, l] - model.GateBias[l]) + model.EncoderBias[l]) : z[i, l];
        return (codes, options.Mechanism == "jumprelu" && ordered.Count > all ? Score(ordered[all - 1]) : 0);
    }

    /// <summary>λ Σ h ‖W_d[l]‖, mean over rows.</summary>
    private static double AddL1(FewCodesNetwork model, double[,] codes, double weight, double[,] delta, FewCodesNetwork gradients)
    {
        int m = codes.GetLength(0), k = codes.GetLength(1), d = model.DecoderBias.Length;
        var penalty = 0.0;
        for (var l = 0; l < k; l++)
        {
            var length = 0.0;
            for (var j = 0; j < d; j++)
                length += model.DecoderWeights[l, j] * model.DecoderWeights[l, j];
            length = Math.Sqrt(length);
            for (var i = 0; i < m; i++)
            {
                penalty += codes[i, l] * length / m;
                delta[i, l] += codes[i, l] > 0 ? weight * length / m : 0;
                for (var j = 0; j < d; j++)
                    gradients.DecoderWeights[l, j] += weight * codes[i, l] / m * model.DecoderWeights[l, j] / length;
            }
        }
        return weight * penalty;
    }

    /// <summary>K = 1/w where |z − θ_l| is below w/2, w the mean threshold: a_l + ν n_l with a_l = −Σ θ_l K ĝ, n_l = −Σ K/m, ν = −Σa/Σn.</summary>
    private static void AddThresholds(FewCodesNetwork model, double[,] z, double[,] back, double level, FewCodesNetwork gradients)
    {
        int m = z.GetLength(0), k = z.GetLength(1);
        double[] thresholds = [.. model.Thresholds.Select(t => t + level)];
        var width = level == 0 ? 0 : thresholds.Average();
        if (width <= 0) return;
        var (a, n) = (new double[k], new double[k]);
        for (var l = 0; l < k; l++)
        {
            for (var i = 0; i < m; i++)
            {
                if (z[i, l] <= 0 || Math.Abs(z[i, l] - thresholds[l]) >= width / 2) continue;
                a[l] -= Math.Max(0, thresholds[l]) / width * back[i, l];
                n[l] -= 1 / width / m;
            }
        }
        if (n.Sum() == 0) return;
        var multiplier = -a.Sum() / n.Sum();
        for (var l = 0; l < k; l++)
            gradients.Thresholds[l] = a[l] + multiplier * n[l];
    }

    /// <summary>λ Σ relu(π), and ‖y − (relu(π) W_d + b_d)‖² with W_d and b_d held fixed; gradients of gate and magnitude.</summary>
    private static (double Penalty, double Loss) AddGate(FewCodesNetwork model, double[,] rows, double[,] gates, double weight, double[,] delta, FewCodesNetwork gradients)
    {
        int m = rows.GetLength(0), d = rows.GetLength(1), k = gates.GetLength(1);
        var (penalty, loss) = (0.0, 0.0);
        for (var i = 0; i < m; i++)
        {
            var estimate = model.DecoderBias.ToArray();
            for (var l = 0; l < k; l++)
            {
                penalty += Math.Max(0, gates[i, l]) / m;
                for (var j = 0; j < d; j++)
                    estimate[j] += Math.Max(0, gates[i, l]) * model.DecoderWeights[l, j];
            }
            for (var j = 0; j < d; j++)
                loss += (estimate[j] - rows[i, j]) * (estimate[j] - rows[i, j]) / m;
            for (var l = 0; l < k; l++)
            {
                if (gates[i, l] <= 0) continue;
                var (magnitude, scale, byGate) = (delta[i, l], Math.Exp(model.GateScale[l]), weight / m);
                for (var j = 0; j < d; j++)
                    byGate += 2 * (estimate[j] - rows[i, j]) / m * model.DecoderWeights[l, j];
                gradients.GateBias[l] += byGate;
                gradients.EncoderBias[l] += magnitude;
                gradients.GateScale[l] += magnitude * scale * (gates[i, l] - model.GateBias[l]);
                delta[i, l] = byGate + magnitude * scale;
            }
        }
        return (weight * penalty, loss);
    }

    /// <summary>weight · min(silent/(d/2), 1) · Σ‖ê − e‖² / Σ‖e − ē‖², e held fixed; ê without bias, from the min(d/2, silent) largest relu(z) of silent units.</summary>
    private static double AddSilent(FewCodesNetwork model, double[,] v, double[,] z, double[,] error, FewCodesOptions options, FewCodesNetwork gradients, double[] biasGradient)
    {
        if (options.Aux == 0 || options.Silent.Length == 0) return 0;
        int m = v.GetLength(0), d = v.GetLength(1), k = z.GetLength(1), half = d / 2;
        double left = 0, variance = 0;
        var (codes, estimate) = (new double[m, k], new double[m, d]);
        for (var i = 0; i < m; i++)
        {
            foreach (var l in options.Silent.Where(l => z[i, l] > 0).OrderByDescending(l => z[i, l]).ThenBy(l => l).Take(half))
                codes[i, l] = z[i, l];
            for (var j = 0; j < d; j++)
            {
                for (var l = 0; l < k; l++)
                    estimate[i, j] += codes[i, l] * model.DecoderWeights[l, j];
                left += (estimate[i, j] - error[i, j]) * (estimate[i, j] - error[i, j]);
            }
        }
        for (var j = 0; j < d; j++)
        {
            var mean = Enumerable.Range(0, m).Average(i => error[i, j]);
            for (var i = 0; i < m; i++)
                variance += (error[i, j] - mean) * (error[i, j] - mean);
        }
        var factor = options.Aux * Math.Min((double)options.Silent.Length / half, 1) / variance;
        var delta = new double[m, k];
        for (var i = 0; i < m; i++)
        {
            for (var l = 0; l < k; l++)
            {
                for (var j = 0; j < d; j++)
                {
                    var slope = 2 * factor * (estimate[i, j] - error[i, j]);
                    gradients.DecoderWeights[l, j] += codes[i, l] * slope;
                    delta[i, l] += codes[i, l] > 0 ? slope * model.DecoderWeights[l, j] : 0;
                }
            }
        }
        AddSums(delta, biasGradient);
        AddEncoder(model, v, delta, options.TakesOff, gradients);
        return factor * left;
    }

    /// <summary>∂W_e = δᵀV, and ∂b_d = −W_eᵀ Σδ where b_d was taken off.</summary>
    private static void AddEncoder(FewCodesNetwork model, double[,] v, double[,] delta, bool takesOff, FewCodesNetwork gradients)
    {
        for (var i = 0; i < delta.GetLength(0); i++)
        {
            for (var l = 0; l < delta.GetLength(1); l++)
            {
                for (var j = 0; j < v.GetLength(1); j++)
                {
                    gradients.EncoderWeights[l, j] += delta[i, l] * v[i, j];
                    gradients.DecoderBias[j] -= takesOff ? delta[i, l] * model.EncoderWeights[l, j] : 0;
                }
            }
        }
    }

    private static void AddSums(double[,] delta, double[] sums)
    {
        for (var i = 0; i < delta.GetLength(0); i++)
        {
            for (var l = 0; l < delta.GetLength(1); l++)
                sums[l] += delta[i, l];
        }
    }
}
