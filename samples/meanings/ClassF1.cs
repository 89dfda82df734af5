namespace Meanings;

/// <summary>How well single features tell classes: F1 = 2·right / (found + to be found), of the rows whose score is at least a threshold.</summary>
internal static class ClassF1
{
    /// <summary>The feature and the threshold that tell a class best on some rows.</summary>
    public readonly record struct Best(int Feature, float Threshold, double F1);

    /// <summary>Mean over classes of F1 on held-out rows, of the feature and threshold that are best on the training rows.</summary>
    /// <remarks>Classes that have no row in one of the parts are left out.</remarks>
    public static double Mean(Features training, int[] classes, Features heldOut, int[] heldOutClasses)
    {
        var best = Search(training, classes);
        return best.Index().Where(one => one.Item.F1 > 0 && heldOutClasses.Contains(one.Index)).Select(one => Judge(heldOut, heldOutClasses, one.Index, one.Item)).DefaultIfEmpty().Average();
    }

    /// <summary>The best feature and threshold of each class; of equally good features the first.</summary>
    public static Best[] Search(Features features, int[] classes)
    {
        var total = Totals(classes);
        var found = new Best[features.Count][];
        Parallel.For(0, features.Count, feature => found[feature] = Search(features, feature, classes, total));
        var best = new Best[total.Length];
        foreach (var one in found)
        {
            for (var c = 0; c < best.Length; c++)
                if (one[c].F1 > best[c].F1) best[c] = one[c];
        }
        return best;
    }

    /// <summary>F1 of a feature and threshold found elsewhere.</summary>
    public static double Judge(Features features, int[] classes, int which, Best best)
    {
        var (rows, scores) = features.Of(best.Feature);
        var (found, right) = (0, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (scores[i] < best.Threshold) continue;
            found++;
            if (classes[rows[i]] == which) right++;
        }
        return 2.0 * right / (found + classes.Count(one => one == which));
    }

    private static Best[] Search(Features features, int feature, int[] classes, int[] total)
    {
        var (rows, scores) = features.Of(feature);
        Array.Sort(scores, rows);                                // ascending: the highest threshold first is from the end
        var (best, right) = (new Best[total.Length], new int[total.Length]);
        for (var (i, tie) = (rows.Length - 1, rows.Length - 1); i >= 0; i--)
        {
            right[classes[rows[i]]]++;
            if (i > 0 && scores[i - 1] == scores[i]) continue;   // equal scores are found together
            for (; tie >= i; tie--)
            {
                var c = classes[rows[tie]];                      // F1 of other classes has only fallen
                var f1 = 2.0 * right[c] / (rows.Length - i + total[c]);
                if (f1 > best[c].F1) best[c] = new(feature, scores[i], f1);
            }
        }
        return best;
    }

    private static int[] Totals(int[] classes)
    {
        var totals = new int[classes.Max() + 1];
        foreach (var c in classes) totals[c]++;
        return totals;
    }
}
