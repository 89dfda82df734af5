using static SparseAutoencoders.Tests.Reference.ReferenceFunctions;

namespace SparseAutoencoders.Tests.Reference;

/// <summary>The oracle: docs/maths.md in plain double loops, one formula a loop. Never fast.</summary>
public static class ReferenceObjective
{
    /// <summary>g(W_e x + b_e). (rows, hidden units).</summary>
    public static double[,] Encode(ReferenceParameters model, double[,] rows)
    {
        var codes = new double[rows.GetLength(0), model.HiddenUnits];
        for (var i = 0; i < rows.GetLength(0); i++)
        {
            for (var l = 0; l < model.HiddenUnits; l++)
            {
                var z = model.EncoderBias[l];
                for (var j = 0; j < model.Inputs; j++)
                    z += model.EncoderWeights[l, j] * rows[i, j];
                codes[i, l] = Sigmoid(z);
            }
        }
        return codes;
    }

    /// <summary>W_dᵀ h + b_d. (rows, outputs).</summary>
    public static double[,] Logits(ReferenceParameters model, double[,] codes)
    {
        var weights = model.DecoderWeights ?? model.EncoderWeights;
        var logits = new double[codes.GetLength(0), model.Outputs];
        for (var i = 0; i < codes.GetLength(0); i++)
        {
            for (var j = 0; j < model.Outputs; j++)
            {
                logits[i, j] = model.DecoderBias[j];
                for (var l = 0; l < model.HiddenUnits; l++)
                    logits[i, j] += weights[l, j] * codes[i, l];
            }
        }
        return logits;
    }

    /// <summary>x̂ for codes. (rows, outputs).</summary>
    public static double[,] Decode(ReferenceParameters model, double[,] codes, bool linear)
    {
        var output = Logits(model, codes);
        for (var i = 0; i < output.GetLength(0); i++)
        {
            for (var j = 0; j < output.GetLength(1); j++)
                output[i, j] = linear ? output[i, j] : Sigmoid(output[i, j]);
        }
        return output;
    }

    /// <summary>ρ̂ of each hidden unit.</summary>
    public static double[] MeanActivations(double[,] codes)
    {
        var means = new double[codes.GetLength(1)];
        for (var l = 0; l < means.Length; l++)
        {
            for (var i = 0; i < codes.GetLength(0); i++)
                means[l] += codes[i, l];
            means[l] /= codes.GetLength(0);
        }
        return means;
    }

    /// <summary>Sum over all numbers of their squares.</summary>
    public static double SumOfSquares(double[,] matrix)
    {
        double sum = 0;
        foreach (var value in matrix)
            sum += value * value;
        return sum;
    }

    /// <summary>Objective and gradients over the rows, or over rows with targets: (rows, outputs), which a transcoder's outputs are compared with.</summary>
    public static ReferenceTerms Evaluate(ReferenceParameters model, double[,] rows, ReferenceOptions options, double[,]? targets = null)
    {
        int m = rows.GetLength(0), d = model.Outputs, k = model.HiddenUnits;
        var compared = targets ?? rows;
        var codes = Encode(model, rows);
        var logits = Logits(model, codes);
        var output = Decode(model, codes, options.LinearDecoder);
        var means = MeanActivations(codes);
        var readAt = options.PenaltyMeans ?? means;

        double reconstruction = 0;
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < d; j++)
            {
                reconstruction += options.CrossEntropy
                    ? CrossEntropy(logits[i, j], compared[i, j]) / m
                    : (output[i, j] - compared[i, j]) * (output[i, j] - compared[i, j]) / m;
            }
        }

        double penalty = 0;
        for (var l = 0; l < k; l++)
            penalty += Kl(options.Rho, readAt[l]);

        var squares = SumOfSquares(model.EncoderWeights) + (model.DecoderWeights is null ? 0 : SumOfSquares(model.DecoderWeights));
        var decay = options.WeightDecay * squares;

        // ∂L/∂logit, (rows, outputs).
        var outputDelta = new double[m, d];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < d; j++)
            {
                var error = output[i, j] - compared[i, j];
                outputDelta[i, j] = options.CrossEntropy ? error / m
                    : options.LinearDecoder ? 2 * error / m
                    : 2 * error / m * output[i, j] * (1 - output[i, j]);
            }
        }

        // ∂(L + βΩ)/∂z, (rows, hidden units): the decoder's share and the penalty's, through g'.
        var weights = model.DecoderWeights ?? model.EncoderWeights;
        var hiddenDelta = new double[m, k];
        for (var i = 0; i < m; i++)
        {
            for (var l = 0; l < k; l++)
            {
                var byCode = options.Beta * KlSlope(options.Rho, readAt[l]) / m;
                for (var j = 0; j < d; j++)
                    byCode += outputDelta[i, j] * weights[l, j];
                hiddenDelta[i, l] = byCode * codes[i, l] * (1 - codes[i, l]);
            }
        }

        return new(reconstruction, penalty, decay, reconstruction + options.Beta * penalty + decay, means, codes, output,
            Gradients(model, rows, codes, outputDelta, hiddenDelta, options.WeightDecay));
    }

    private static ReferenceParameters Gradients(
        ReferenceParameters model, double[,] rows, double[,] codes, double[,] outputDelta, double[,] hiddenDelta, double weightDecay)
    {
        int m = rows.GetLength(0), k = model.HiddenUnits;
        var encoder = new double[k, model.Inputs];
        var decoder = new double[k, model.Outputs];
        for (var l = 0; l < k; l++)
        {
            for (var j = 0; j < model.Outputs; j++)
            {
                for (var i = 0; i < m; i++)
                    decoder[l, j] += codes[i, l] * outputDelta[i, j];
                if (model.DecoderWeights is not null)
                    decoder[l, j] += 2 * weightDecay * model.DecoderWeights[l, j];
            }
            for (var j = 0; j < model.Inputs; j++)
            {
                for (var i = 0; i < m; i++)
                    encoder[l, j] += hiddenDelta[i, l] * rows[i, j];
                encoder[l, j] += 2 * weightDecay * model.EncoderWeights[l, j];
                if (model.DecoderWeights is null)
                    encoder[l, j] += decoder[l, j];
            }
        }

        var encoderBias = new double[k];
        var decoderBias = new double[model.Outputs];
        for (var i = 0; i < m; i++)
        {
            for (var l = 0; l < k; l++)
                encoderBias[l] += hiddenDelta[i, l];
            for (var j = 0; j < model.Outputs; j++)
                decoderBias[j] += outputDelta[i, j];
        }
        return new(encoder, encoderBias, model.Tied ? null : decoder, decoderBias);
    }
}
